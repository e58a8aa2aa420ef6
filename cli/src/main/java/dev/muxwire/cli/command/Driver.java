package dev.muxwire.cli.command;

import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.samples.ChangeStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Applies a stream of changes in time. A server that is slower than the stream slows it: at most
 * {@value #MOST_UNDER_WAY} changes wait for their result.
 */
final class Driver {
  private static final int MOST_UNDER_WAY = 64;
  private static final long LOOK_AROUND_MS = 200;
  private static final long LAST_RESULTS_SECONDS = 3;

  private final ServerSession session;
  private final ChangeStream changes;
  private final double speed;
  private final DriveSummary summary = new DriveSummary();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Semaphore free = new Semaphore(MOST_UNDER_WAY);

  /** Ids of what somebody else removed; told to the stream on its own thread. */
  private final Queue<String> gone = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Throwable failure;

  Driver(ServerSession session, ChangeStream changes, double speed) {
    this.session = session;
    this.changes = changes;
    this.speed = speed;
  }

  /** Ends {@link #run} soon; from any thread. */
  void stop() {
    stopped.countDown();
  }

  /**
   * Applies changes until stopped.
   *
   * @param time when to stop by itself; null = never
   */
  DriveSummary run(@Nullable Duration time) throws InterruptedException {
    long startNanos = System.nanoTime();
    long limitNanos = time == null ? Long.MAX_VALUE : time.toNanos();
    long dueNanos = 0;
    while (true) {
      ChangeStream.Change change = changes.next();
      dueNanos += (long) (change.delay().toNanos() / speed);
      long waitNanos = Math.min(dueNanos, limitNanos) - (System.nanoTime() - startNanos);
      if (stopped.await(waitNanos, TimeUnit.NANOSECONDS) || dueNanos > limitNanos) {
        break;
      }
      if (!awaitRoom()) {
        break;
      }
      send(change);
      for (String id = gone.poll(); id != null; id = gone.poll()) {
        changes.forget(id);
      }
    }
    // What is on its way still counts, unless there is no server to answer.
    if (!free.tryAcquire(MOST_UNDER_WAY, LAST_RESULTS_SECONDS, TimeUnit.SECONDS)) {
      summary.leftUnanswered(MOST_UNDER_WAY - free.availablePermits());
    }
    Throwable reason = failure;
    if (reason != null) {
      throw session.failure("change workspace " + session.workspace(), reason);
    }
    return summary.ended(Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** Waits until fewer changes wait for their result; false once stopped. */
  private boolean awaitRoom() throws InterruptedException {
    while (!free.tryAcquire(LOOK_AROUND_MS, TimeUnit.MILLISECONDS)) {
      if (stopped.getCount() == 0) {
        return false;
      }
    }
    return true;
  }

  private void send(ChangeStream.Change change) {
    long sentNanos = System.nanoTime();
    session
        .client()
        .mutate(session.workspace(), change.mutation())
        .whenComplete(
            (result, thrown) -> {
              if (thrown == null) {
                summary.applied(change.kind(), System.nanoTime() - sentNanos);
              } else {
                refused(change.mutation(), thrown);
              }
              free.release();
            });
  }

  /** Others change the workspace too: what they removed is let go of; all else ends the drive. */
  private void refused(Mutation mutation, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    summary.refused();
    if (cause instanceof MuxwireException known && known.code() == ErrorCode.NOT_FOUND) {
      mutation.operations().stream()
          .skip(Math.max(0, known.failedIndex()))
          .limit(1)
          .forEach(operation -> gone.add(operation.id()));
    } else {
      failure = cause;
      stop();
    }
  }
}
