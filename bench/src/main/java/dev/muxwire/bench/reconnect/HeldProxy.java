package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.wire.Dialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback for one client, which it lets through when it is told to: until then
 * a client that was cut off waits in the listen queue, and loses no time by trying again.
 */
final class HeldProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private @Nullable Passage passage;

  HeldProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
  }

  /** That the client is given. */
  int port() {
    return listener.getLocalPort();
  }

  /**
   * Lets the next connection through; waits for the client to make one.
   *
   * @param delay of each byte, each way
   * @param session sees what the server says
   */
  Passage open(Duration delay, Dialect.Session session) throws IOException {
    Socket client = listener.accept();
    Socket server = new Socket(listener.getInetAddress(), serverPort);
    Passage opened = new Passage(client, server, delay, session);
    passage = opened;
    return opened;
  }

  /** Ends the connection that is there. */
  void cut() throws IOException {
    if (passage != null) {
      passage.close();
      passage = null;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
