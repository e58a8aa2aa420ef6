package dev.muxwire.server.endpoint;

import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.Edge;
import dev.muxwire.time.Loop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: hands what arrives over to the connection's loop, and takes what leaves. Reads one
 * message at a time, each on the connection's demand.
 */
public final class SocketEdge implements Session.Listener, Edge {
  /**
   * A selector reads from one socket as long as there is something to read: each time after so many
   * messages the pool asks for the next one, and the selector is free for others.
   */
  private static final int MESSAGES_IN_A_ROW = 256;

  private static final int MAX_REASON_BYTES = 123;
  private static final int CLOSE_TIMEOUT_MS = 5_000;

  private final Loop loop;
  private final Connection connection;
  private final Runnable whenAdmitted;
  private final Runnable whenGone;
  private volatile @Nullable Session session;
  private volatile boolean closing;

  /** How many there were. Jetty brings one after the other. */
  private long messages;

  /** Jetty was asked for a message that it has not brought; it may not be asked twice. */
  private final AtomicBoolean demanded = new AtomicBoolean();

  /**
   * @param whenAdmitted run once, when the handshake is over
   * @param whenGone run once, when the socket is gone
   */
  SocketEdge(
      Loop loop, Function<Edge, Connection> connections, Runnable whenAdmitted, Runnable whenGone) {
    this.loop = loop;
    this.whenAdmitted = whenAdmitted;
    this.whenGone = whenGone;
    this.connection = connections.apply(this);
  }

  void drain(int graceMs) {
    loop.execute(() -> connection.drain(graceMs));
  }

  void tokensChanged() {
    loop.execute(connection::tokensChanged);
  }

  // ---- from Jetty, on its threads

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    loop.execute(connection::opened);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] packet = new byte[payload.remaining()]; // Jetty takes its buffer back
    payload.get(packet);
    arrived();
    callback.succeed();
    if (++messages % MESSAGES_IN_A_ROW == 0) {
      loop.execute(() -> connection.received(packet));
    } else {
      loop.enter(() -> connection.received(packet));
    }
  }

  @Override
  public void onWebSocketText(String message) {
    arrived();
    loop.execute(connection::receivedText);
  }

  /** What comes before the peer's close frame is read too, or that would never be. */
  private void arrived() {
    demanded.set(false);
    Session current = session;
    if (closing && current != null) {
      readOne(current);
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    if (cause instanceof MessageTooLargeException) {
      loop.execute(connection::receivedTooMuch);
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, @Nullable String reason) {
    loop.execute(() -> connection.disconnected(statusCode, reason == null ? "" : reason));
    whenGone.run();
  }

  // ---- from the connection, on its loop

  @Override
  public void demand() {
    Session current = session;
    if (current != null && current.isOpen()) {
      readOne(current);
    }
  }

  private void readOne(Session from) {
    if (demanded.compareAndSet(false, true)) {
      from.demand();
    }
  }

  @Override
  public String remoteAddress() {
    Session current = session;
    return current == null ? "" : text(current.getRemoteSocketAddress());
  }

  @Override
  public void admitted() {
    whenAdmitted.run();
  }

  @Override
  public boolean send(ByteBuffer packet, Runnable whenWritten) {
    Session current = session;
    if (current == null || !current.isOpen()) {
      whenWritten.run();
      return false;
    }
    Sending sending = new Sending(whenWritten);
    current.sendBinary(packet, Callback.from(sending::over, failure -> sending.over()));
    return sending.isOver();
  }

  /** A packet on its way out. Most are taken while Jetty is called: those cost no task. */
  private static final class Sending {
    private final Runnable whenWritten;

    /** The first of the two, the callback and the end of the call, leaves the rest to the other. */
    private final AtomicBoolean oneOfTwo = new AtomicBoolean();

    Sending(Runnable whenWritten) {
      this.whenWritten = whenWritten;
    }

    void over() {
      if (oneOfTwo.getAndSet(true)) {
        whenWritten.run();
      }
    }

    /** The call has ended: is the packet written? Else it will be told. */
    boolean isOver() {
      return oneOfTwo.getAndSet(true);
    }
  }

  @Override
  public void close(int code, String reason) {
    Session current = session;
    if (current != null) {
      closing = true;
      current.close(code, shorten(reason), Callback.NOOP);
      readOne(current); // or the peer's close frame would never be read
      loop.schedule(CLOSE_TIMEOUT_MS, current::disconnect); // one that does not read never answers
    }
  }

  /** An address without the name that Java may have looked up. */
  static String text(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
        : "";
  }

  /** A close frame has no room for more. */
  private static String shorten(String reason) {
    String shortened = reason;
    while (shortened.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      shortened = shortened.substring(0, shortened.length() - 1);
    }
    return shortened;
  }
}
