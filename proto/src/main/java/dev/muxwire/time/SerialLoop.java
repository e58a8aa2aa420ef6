package dev.muxwire.time;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Loop} on a shared pool: it holds a thread only while it has tasks, and gives it back
 * after a bounded turn so that one busy loop cannot keep the others waiting.
 */
public final class SerialLoop implements Loop {
  private static final int TASKS_PER_TURN = 64;

  private final Executor pool;
  private final ScheduledExecutorService timers;
  private final Consumer<Throwable> whenTaskFails;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param pool runs the turns
   * @param timers only hands due tasks over
   * @param whenTaskFails told of what a task threw; the loop goes on
   */
  public SerialLoop(
      Executor pool, ScheduledExecutorService timers, Consumer<Throwable> whenTaskFails) {
    this.pool = pool;
    this.timers = timers;
    this.whenTaskFails = whenTaskFails;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      pool.execute(() -> turn(false));
    }
  }

  @Override
  public void enter(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      turn(true);
    }
  }

  /**
   * @param entered on a caller's thread: until something waits that a timer brought, which is for
   *     the pool
   */
  private void turn(boolean entered) {
    int done = 0;
    while (done < TASKS_PER_TURN
        && done < waiting.get()
        && !(entered && tasks.peek() instanceof CancellableTask)) {
      run(tasks.remove());
      done++;
    }
    if (waiting.addAndGet(-done) > 0) {
      pool.execute(() -> turn(false));
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) { // one task's fault must not stop the owner of many
      whenTaskFails.accept(failure);
    }
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    CancellableTask cancellable = new CancellableTask(task);
    cancellable.future =
        timers.schedule(() -> execute(cancellable), delayMs, TimeUnit.MILLISECONDS);
    return cancellable;
  }

  @Override
  public long nowMicros() {
    return System.nanoTime() / 1000;
  }

  @Override
  public long wallClockMs() {
    return System.currentTimeMillis();
  }

  /** Cancelled in the loop: a task already handed over does nothing when its turn comes. */
  private static final class CancellableTask implements Runnable, Timer {
    private final Runnable task;
    private boolean cancelled;
    private volatile @Nullable Future<?> future;

    CancellableTask(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!cancelled) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      Future<?> scheduled = future;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }
}
