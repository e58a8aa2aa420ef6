package dev.muxwire.driver;

import dev.muxwire.conformance.client.driver.Driver;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;

/** The driver of the Java SDK on threads of this process, where a process of its own costs time. */
public final class InProcessDriver {
  private static final int PIPE_BYTES = 1 << 20;

  private InProcessDriver() {}

  /** Starts it. */
  public static Driver start() throws IOException {
    PipedInputStream requests = new PipedInputStream(PIPE_BYTES);
    PipedInputStream events = new PipedInputStream(PIPE_BYTES);
    PipedOutputStream toDriver = new PipedOutputStream(requests);
    PipedOutputStream fromDriver = new PipedOutputStream(events);
    Thread thread =
        new Thread(() -> run(new JavaDriver(requests, fromDriver)), "driver-in-process");
    thread.setDaemon(true);
    thread.start();
    return new Driver(events, toDriver, () -> close(toDriver));
  }

  private static void run(JavaDriver driver) {
    try {
      driver.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(PipedOutputStream pipe) {
    try {
      pipe.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
