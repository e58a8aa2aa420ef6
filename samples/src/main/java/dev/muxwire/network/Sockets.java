package dev.muxwire.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Sockets of the loopback that hold little, so that what a proxy does not read its sender feels.
 */
final class Sockets {
  /** Of each buffer of the kernel's, before its own doubling. */
  static final int BUFFER_BYTES = 32 << 10;

  private static final int BACKLOG = 256;

  private Sockets() {}

  static ServerSocket listen() throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReceiveBufferSize(BUFFER_BYTES); // before it is bound: the window follows from it
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    return listener;
  }

  static void prepare(Socket accepted) throws IOException {
    accepted.setSendBufferSize(BUFFER_BYTES);
    accepted.setTcpNoDelay(true);
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(BUFFER_BYTES);
      prepare(socket);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }
}
