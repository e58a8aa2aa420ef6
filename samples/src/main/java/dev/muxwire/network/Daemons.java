package dev.muxwire.network;

/** Threads that keep no test process alive. */
final class Daemons {
  private Daemons() {}

  static void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
