package dev.muxwire.driver;

import dev.muxwire.conformance.client.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The driver of the Java SDK on threads of this process, where a process of its own costs time. */
public final class InProcessDriver {
  private InProcessDriver() {}

  /** Starts it; a socket is its pipe, for pipes of the JDK ask that threads live. */
  public static Driver start() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket suite = new Socket(listening.getInetAddress(), listening.getLocalPort());
      Socket driver = listening.accept();
      suite.setTcpNoDelay(true);
      driver.setTcpNoDelay(true);
      Thread thread = new Thread(() -> run(driver), "driver-in-process");
      thread.setDaemon(true);
      thread.start();
      return new Driver(suite.getInputStream(), suite.getOutputStream(), () -> close(suite));
    }
  }

  private static void run(Socket socket) {
    try (socket) {
      new JavaDriver(socket.getInputStream(), socket.getOutputStream()).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
