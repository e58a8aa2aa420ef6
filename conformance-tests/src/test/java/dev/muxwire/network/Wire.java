package dev.muxwire.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A client's socket and a server's, with a conditioner between them. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  private final ServerSocket listener;
  final Conditioner conditioner;
  final Socket client;
  final Socket server;
  private int accepted;

  Wire(Link link) throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    conditioner = Conditioner.to(listener::getLocalPort, link);
    client = connect();
    server = accept();
  }

  /** Another client's socket; small, so that little hides in it. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSendBufferSize(Sockets.BUFFER_BYTES);
    socket.setReceiveBufferSize(Sockets.BUFFER_BYTES);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), conditioner.port()));
    return socket;
  }

  /**
   * The server's end of the next connection, once it can be cut and the next would have the next
   * number: the server sees a connection before the conditioner counts it.
   */
  Socket accept() throws IOException {
    int before = accepted++;
    Socket socket = listener.accept();
    Awaitility.await().until(() -> conditioner.connections() > before);
    socket.setSendBufferSize(Sockets.BUFFER_BYTES);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  /** The conditions of the connection, from now on. */
  void set(Link link) {
    conditioner.set(link);
  }

  /** Sends from a thread of its own; tells whether all of it could be sent. */
  static CompletableFuture<Boolean> send(Socket from, byte[] bytes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            from.getOutputStream().write(bytes);
            return true;
          } catch (IOException e) {
            return false;
          }
        },
        body -> Daemons.start("sender", body));
  }

  static byte[] read(Socket from, int bytes) {
    try {
      byte[] read = new byte[bytes];
      new DataInputStream(from.getInputStream()).readFully(read);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** There and back, in nanoseconds. */
  long roundTripNanos() throws IOException {
    long start = System.nanoTime();
    client.getOutputStream().write(1);
    server.getOutputStream().write(read(server, 1));
    read(client, 1);
    return System.nanoTime() - start;
  }

  @Override
  public void close() throws IOException {
    conditioner.close();
    client.close();
    server.close();
    listener.close();
  }
}
