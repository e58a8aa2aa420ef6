package dev.muxwire.cli.command;

import java.util.concurrent.CountDownLatch;

/** The end of a long-running command: Ctrl-C, SIGTERM or a hang-up. */
final class StopSignal {
  private StopSignal() {}

  /**
   * Runs an action when the process is told to end, before it does. A second signal has no effect
   * meanwhile, SIGKILL excepted.
   */
  static void onStop(Runnable action) {
    Runtime.getRuntime().addShutdownHook(new Thread(action, "stop"));
  }

  /** Waits for ever: the process ends with a signal. */
  static void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
