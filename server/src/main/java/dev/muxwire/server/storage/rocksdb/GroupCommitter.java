package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The queue in front of the one writer thread: everything that waits is written as one batch with
 * one sync. While a sync runs the next group gathers, so the slower the disk, the larger the
 * groups.
 *
 * <p>Every write that is submitted is called back once, in the order of its target, refused ones
 * included: they queue too.
 */
final class GroupCommitter {
  /** A group takes no more writes after these bytes; a single write may be larger. */
  static final long MAX_GROUP_BYTES = 8 * 1024 * 1024;

  private final Thread writer;
  private final GroupWriter groupWriter;
  private final long maxPendingBytes;
  private final AtomicLong pendingBytes = new AtomicLong();

  // Guarded by this.
  private final Deque<Write> queue = new ArrayDeque<>();
  private boolean closing;
  private boolean ended;

  GroupCommitter(GroupWriter groupWriter, long maxPendingBytes) {
    this.groupWriter = groupWriter;
    this.maxPendingBytes = maxPendingBytes;
    this.writer = new Thread(this::run, "muxwire-log-writer");
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  /** Takes a write, or refuses it; either way it is called back, never from inside this call. */
  void submit(Write write) {
    synchronized (this) {
      if (!ended) {
        write.target().waitingWrites++;
        queue.add(admit(write));
        notifyAll();
        return;
      }
    }
    LogFailure closed = Failures.closed(write.target().name, "the store was closed");
    GroupWriter.execute(write.target(), () -> write.whenWritten().written(closed));
  }

  /** Takes nothing more from this target; what waits already is still written. */
  synchronized void refuse(WriteTarget target, LogFailure refusal) {
    target.refusal = refusal;
  }

  /** Waits until everything that was taken from a target has been written and called back. */
  synchronized void awaitWritten(WriteTarget target) {
    requireOtherThread();
    boolean interrupted = false;
    while (target.waitingWrites > 0) {
      interrupted |= !waitForChange();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Payload that waits to be written, with overhead. */
  long pendingBytes() {
    return pendingBytes.get();
  }

  /** A caller on the writer thread would wait for itself. */
  void requireOtherThread() {
    if (Thread.currentThread() == writer) {
      throw new IllegalStateException("called from inside a callback that runs in place");
    }
  }

  /** Writes what waits, refuses what comes, and returns when the writer has ended. */
  void close() {
    requireOtherThread();
    boolean interrupted = false;
    synchronized (this) {
      closing = true;
      notifyAll();
      while (!ended) {
        interrupted |= !waitForChange();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Write admit(Write write) {
    LogFailure refusal = refusalOf(write);
    if (refusal != null) {
      return write.refused(refusal);
    }
    pendingBytes.addAndGet(write.pendingBytes());
    return write;
  }

  private @Nullable LogFailure refusalOf(Write write) {
    WriteTarget target = write.target();
    if (closing) {
      return Failures.closed(target.name, "the store was closed");
    }
    if (target.refusal == null && pendingBytes.get() + write.pendingBytes() > maxPendingBytes) {
      // It stays refused: a gap would follow otherwise.
      target.refusal =
          new LogFailure(
              LogFailure.Kind.FULL,
              "log "
                  + target.name
                  + ": the disk is slower than what is appended; "
                  + maxPendingBytes
                  + " bytes wait already");
    }
    return target.refusal;
  }

  private void run() {
    while (true) {
      List<Write> group = takeGroup();
      if (group.isEmpty()) {
        return;
      }
      groupWriter.write(group);
      release(group);
    }
  }

  private synchronized List<Write> takeGroup() {
    while (queue.isEmpty() && !closing) {
      waitForChange();
    }
    List<Write> group = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty() && bytes < MAX_GROUP_BYTES) {
      Write write = queue.remove();
      bytes += write.pendingBytes();
      group.add(write);
    }
    if (group.isEmpty()) {
      ended = true;
      notifyAll();
    }
    return group;
  }

  private synchronized void release(List<Write> group) {
    for (Write write : group) {
      write.target().waitingWrites--;
      pendingBytes.addAndGet(-write.pendingBytes());
    }
    notifyAll();
  }

  /** Returns false if interrupted; the writer ignores that, callers keep it for later. */
  private synchronized boolean waitForChange() {
    try {
      wait();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
