package dev.muxwire.server.connection;

import dev.muxwire.time.Loop;

/**
 * A connection's loop: what one of its tasks throws, errors included, is told to the connection
 * before the loop's owner logs it. Else the peer would wait for an answer that never comes.
 */
final class ConnectionLoop implements Loop {
  private final Loop loop;
  private final Runnable whenTaskFails;

  ConnectionLoop(Loop loop, Runnable whenTaskFails) {
    this.loop = loop;
    this.whenTaskFails = whenTaskFails;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> run(task));
  }

  @Override
  public void enter(Runnable task) {
    loop.enter(() -> run(task));
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    return loop.schedule(delayMs, () -> run(task));
  }

  /** Runs a task now; called on the loop. */
  void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) { // the stack may have been too short, or the memory
      endFor(failure);
      throw failure;
    }
  }

  private void endFor(Throwable failure) {
    try {
      whenTaskFails.run();
    } catch (Throwable again) {
      failure.addSuppressed(again);
    }
  }

  @Override
  public long nowMicros() {
    return loop.nowMicros();
  }

  @Override
  public long wallClockMs() {
    return loop.wallClockMs();
  }
}
