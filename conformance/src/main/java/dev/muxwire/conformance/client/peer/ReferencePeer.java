package dev.muxwire.conformance.client.peer;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server of one case: takes the client's connections, and keeps what the rules saw on all of
 * them. Its monitor is the lock of all its connections. Any thread.
 */
public final class ReferencePeer implements AutoCloseable {
  private final ServerSocket listening;
  private final Exchange exchange;
  private final Patience patience;
  private final Tamper tamper;
  private final RequestRule.Book requests = new RequestRule.Book();
  private final InputRule.Book inputs = new InputRule.Book();
  private final List<PeerConnection> connections = new ArrayList<>();
  private int taken;
  private @Nullable Breach breach;
  private boolean closed;

  public ReferencePeer(Exchange exchange, Patience patience, Tamper tamper) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.exchange = exchange;
    this.patience = patience;
    this.tamper = tamper;
    daemon("peer-accept", this::acceptAll);
  }

  static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Where the client is to connect. */
  public String url() {
    return "ws://127.0.0.1:" + listening.getLocalPort() + "/v1/sync";
  }

  Patience patience() {
    return patience;
  }

  Exchange exchange() {
    return exchange;
  }

  Tamper tamper() {
    return tamper;
  }

  RequestRule.Book requests() {
    return requests;
  }

  InputRule.Book inputs() {
    return inputs;
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listening.accept();
        synchronized (this) {
          if (closed || !tamper.connects(connections.size() + 1)) {
            socket.close();
          } else {
            connections.add(new PeerConnection(this, connections.size() + 1, socket));
          }
          notifyAll();
        }
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  /** The next connection that the client makes, its upgrade read and not answered. */
  public synchronized PeerConnection next() {
    PeerConnection next =
        await(
            "connection " + (taken + 1),
            () ->
                taken < connections.size()
                    ? Optional.of(connections.get(taken))
                    : Optional.empty());
    taken++;
    return next;
  }

  /** Returns once it is certain enough that the client makes no other connection. */
  public synchronized void expectNoConnection(String requirement, String why) {
    Optional<PeerConnection> one =
        patience.absent(
            this,
            () ->
                taken < connections.size()
                    ? Optional.of(connections.get(taken))
                    : Optional.empty());
    if (one.isPresent()) {
      throw Breach.of(requirement, "the client connects again: " + why);
    }
  }

  /** How many connections the client has made. */
  public synchronized int connectionCount() {
    return connections.size();
  }

  <T> T await(String what, java.util.function.Supplier<Optional<T>> value) {
    return patience.await(
        this,
        what,
        () -> {
          throwBreach();
          return value.get();
        });
  }

  synchronized void seen(Breach what) {
    if (breach == null) {
      breach = what;
    }
    notifyAll();
  }

  /**
   * What the rules saw.
   *
   * @throws Breach the first breach
   */
  public synchronized void throwBreach() {
    Breach seen = breach;
    if (seen != null) {
      throw seen;
    }
  }

  /**
   * Ends all connections, and takes no others. The port stays taken until {@link #release}: else
   * the next peer might get it, and with it a client of this one that does not stop.
   */
  @Override
  public void close() {
    List<PeerConnection> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(connections);
    }
    all.forEach(PeerConnection::cut);
  }

  /** Gives the port back. */
  public void release() {
    try {
      listening.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
