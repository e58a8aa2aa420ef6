package dev.muxwire.network;

import dev.muxwire.network.Cut.Ending;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A TCP proxy on the loopback whose network is as a test wants it. Clients are given its {@link
 * #uri}; what their connections go through is a {@link Link}, for all of them or each, and may
 * change while they run. Its methods may be called from any thread.
 *
 * <p>It holds back little itself: a sender that nobody reads from feels that after about {@link
 * Sockets#BUFFER_BYTES} each in two of its sockets' buffers, and what bandwidth and delay put on
 * the wire. A sender's own socket buffer, which the kernel makes megabytes large on a loopback, is
 * not its business.
 */
public final class Conditioner implements AutoCloseable {
  private static final long SEED = 1;

  private final ServerSocket listener;
  private final IntSupplier serverPort;
  private final Supplier<Tap> taps;
  private final Random random;
  private final AtomicInteger cuts = new AtomicInteger();

  // Guarded by this.
  private final List<Connection> connections = new ArrayList<>();
  private IntFunction<Link> links;
  private boolean refusing;

  private Conditioner(
      IntSupplier serverPort, IntFunction<Link> links, Supplier<Tap> taps, long seed)
      throws IOException {
    this.listener = Sockets.listen();
    this.serverPort = serverPort;
    this.links = links;
    this.taps = taps;
    this.random = new Random(seed);
    Daemons.start("conditioner-accept", this::accept);
  }

  /** A perfect network, until told otherwise. */
  public static Conditioner to(IntSupplier serverPort) throws IOException {
    return to(serverPort, Link.PERFECT);
  }

  /** The same for every connection. */
  public static Conditioner to(IntSupplier serverPort, Link link) throws IOException {
    return to(serverPort, n -> link, SEED);
  }

  /**
   * Each connection has its own.
   *
   * @param links gives the first connection's for 1, the second's for 2, and so on
   * @param seed of all that is random
   */
  public static Conditioner to(IntSupplier serverPort, IntFunction<Link> links, long seed)
      throws IOException {
    return new Conditioner(serverPort, links, () -> Tap.NONE, seed);
  }

  /** A perfect network that shows each connection's bytes to a tap of its own. */
  public static Conditioner tapped(IntSupplier serverPort, Supplier<Tap> taps) throws IOException {
    return new Conditioner(serverPort, n -> Link.PERFECT, taps, SEED);
  }

  /** Where clients find the server through this. */
  public URI uri() {
    return URI.create("ws://127.0.0.1:" + port() + "/v1/sync");
  }

  /** The same for what is no client of the product. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Changes what every connection goes through, those of now and those to come. */
  public synchronized void set(Link link) {
    setLater(n -> link);
    connections.forEach(connection -> connection.set(link));
  }

  /** Changes what connections to come go through. */
  public synchronized void setLater(IntFunction<Link> newLinks) {
    links = newLinks;
  }

  /** The n-th connection that was made, from 1. */
  public synchronized Connection connection(int n) {
    return connections.get(n - 1);
  }

  /** How many connections were made, to the server. */
  public synchronized int connections() {
    return connections.size();
  }

  /** How many connections were cut, by a call or by their conditions. */
  public int cuts() {
    return cuts.get();
  }

  /** Bytes that the server got, over all connections. */
  public long bytesToServer() {
    return sum(Connection::bytesToServer);
  }

  /** Bytes that clients got, over all connections. */
  public long bytesToClients() {
    return sum(Connection::bytesToClient);
  }

  /** Both together. */
  public long bytes() {
    return bytesToServer() + bytesToClients();
  }

  private synchronized long sum(ToLongFunction<Connection> bytes) {
    return connections.stream().mapToLong(bytes).sum();
  }

  /** Resets what is connected now. */
  public void cutAll() {
    snapshot().forEach(connection -> connection.cut(Ending.RESET));
  }

  private synchronized List<Connection> snapshot() {
    return List.copyOf(connections);
  }

  /** Cuts what is connected, and lets nobody through until told otherwise. */
  public void refuse(boolean yes) {
    synchronized (this) {
      refusing = yes;
    }
    if (yes) {
      cutAll();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Daemons.start("conditioner-connect", () -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      if (isRefusing()) {
        Sockets.close(client);
        return;
      }
      Sockets.prepare(client);
      begin(client, Sockets.connect(serverPort.getAsInt()));
    } catch (IOException e) {
      Sockets.close(client); // no server now: the client tries again
    }
  }

  private synchronized boolean isRefusing() {
    return refusing;
  }

  private synchronized void begin(Socket client, Socket server) {
    if (refusing || listener.isClosed()) {
      Sockets.close(client);
      Sockets.close(server);
      return;
    }
    Link link = links.apply(connections.size() + 1);
    Connection connection =
        new Connection(client, server, link, taps.get(), random, cuts::incrementAndGet);
    connections.add(connection);
    connection.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    snapshot().forEach(Connection::reset);
  }
}
