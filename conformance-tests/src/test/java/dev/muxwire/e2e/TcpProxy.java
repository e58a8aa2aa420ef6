package dev.muxwire.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Stands between a client and the server: sees every byte, and cuts where it is told to. */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;

  /** Sees the bytes of one connection, each direction from a thread of its own. */
  public interface Tap {
    Tap NONE = (fromServer, buffer, count) -> {};

    void passed(boolean fromServer, byte[] buffer, int count);
  }

  private final ServerSocket listener;
  private final IntSupplier serverPort;
  private final LongSupplier bytesUntilCut;
  private final Supplier<Tap> taps;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean refusing;

  private TcpProxy(IntSupplier serverPort, LongSupplier bytesUntilCut, Supplier<Tap> taps)
      throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.serverPort = serverPort;
    this.bytesUntilCut = bytesUntilCut;
    this.taps = taps;
    daemon("proxy-accept", this::accept);
  }

  /** Cuts each connection after so many bytes, both directions together. */
  public static TcpProxy cutting(IntSupplier serverPort, LongSupplier bytesUntilCut)
      throws IOException {
    return new TcpProxy(serverPort, bytesUntilCut, () -> Tap.NONE);
  }

  /** Shows each connection's bytes to a tap of its own. */
  public static TcpProxy tapped(IntSupplier serverPort, Supplier<Tap> taps) throws IOException {
    return new TcpProxy(serverPort, () -> Long.MAX_VALUE, taps);
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/v1/sync");
  }

  /** How many connections were cut. */
  public int cuts() {
    return cuts.get();
  }

  /** Cuts what is connected now. */
  public void cutAll() {
    links.forEach(Link::cut);
  }

  /** Cuts what is connected, and lets nobody through until told otherwise. */
  public void refuse(boolean yes) {
    refusing = yes;
    if (yes) {
      cutAll();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          closeQuietly(client);
        } else {
          daemon("proxy-link", () -> connect(client));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt());
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Link link = new Link(client, server, taps.get(), bytesUntilCut.getAsLong());
      links.add(link);
      daemon("proxy-down", () -> link.pump(server, client, true));
      link.pump(client, server, false);
    } catch (IOException e) {
      closeQuietly(client); // no server now: the client tries again
    }
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cutAll();
  }

  /** One client's connection. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private final Tap tap;
    private long bytesLeft;

    Link(Socket client, Socket server, Tap tap, long bytesLeft) {
      this.client = client;
      this.server = server;
      this.tap = tap;
      this.bytesLeft = bytesLeft;
    }

    void pump(Socket from, Socket to, boolean fromServer) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
          int allowed = take(count);
          tap.passed(fromServer, buffer, allowed);
          out.write(buffer, 0, allowed);
          if (allowed < count) {
            cut();
          }
        }
      } catch (IOException e) {
        // One of both has gone; so has the link.
      }
      end();
    }

    private synchronized int take(int count) {
      int allowed = (int) Math.min(count, bytesLeft);
      bytesLeft -= allowed;
      return allowed;
    }

    void cut() {
      if (links.contains(this)) {
        cuts.incrementAndGet();
        end();
      }
    }

    private void end() {
      links.remove(this);
      closeQuietly(client);
      closeQuietly(server);
    }
  }
}
