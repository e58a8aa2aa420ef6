package dev.muxwire.client.jetty;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.jspecify.annotations.Nullable;

/**
 * One Jetty WebSocket. Jetty queues sends itself, so the two that may be outstanding go straight to
 * it; a close waits until both were written. State is guarded by {@code this}; callbacks are called
 * outside.
 */
final class JettyConnection implements TransportConnection {
  private static final int NOT_BINARY = 1003;
  private static final int MAX_REASON_BYTES = 120;
  private static final int CLOSE_TIMEOUT_SECONDS = 3;

  private record Send(ByteBuffer packet, Runnable written) {}

  private record Close(int code, String reason) {}

  private final TransportListener listener;
  private final JettyEndpoint endpoint = new JettyEndpoint(this);

  private @Nullable Session session;
  private final ArrayDeque<Send> beforeOpen = new ArrayDeque<>();
  private int outstanding;
  private int requested;
  private boolean demanding;
  private @Nullable Close closeWanted;
  private boolean closeSent;
  private boolean closedTold;

  JettyConnection(TransportListener listener) {
    this.listener = listener;
  }

  JettyEndpoint endpoint() {
    return endpoint;
  }

  // What the owner calls.

  @Override
  public void send(ByteBuffer packet, Runnable written) {
    Session open;
    synchronized (this) {
      open = session;
      if (open == null) {
        beforeOpen.add(new Send(packet, written));
        return;
      }
      outstanding++;
    }
    open.sendBinary(
        packet, Callback.from(() -> sent(written), failure -> failed(written, failure)));
  }

  private void sent(Runnable written) {
    synchronized (this) {
      outstanding--;
    }
    written.run();
    closeIfDue();
  }

  private void failed(Runnable written, Throwable failure) {
    written.run();
    abort(TransportListener.ABNORMAL, String.valueOf(failure));
  }

  @Override
  public void requestOne() {
    synchronized (this) {
      requested++;
    }
    demandIfDue();
  }

  /** Jetty takes one demand at a time, and needs one even to see a ping or a close. */
  private void demandIfDue() {
    Session open;
    synchronized (this) {
      open = session;
      if (open == null || demanding || closedTold || (requested == 0 && !closeSent)) {
        return;
      }
      demanding = true;
    }
    open.demand();
  }

  @Override
  public void close(int code, String reason) {
    synchronized (this) {
      if (closeWanted == null) {
        closeWanted = new Close(code, shortened(reason));
      }
    }
    closeIfDue();
    CompletableFuture.delayedExecutor(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .execute(() -> abort(code, "the peer did not answer the close"));
  }

  /** A close frame holds 123 bytes of reason. */
  private static String shortened(String reason) {
    String ascii = reason.replaceAll("[^\\x20-\\x7e]", "?");
    return ascii.substring(0, Math.min(MAX_REASON_BYTES, ascii.length()));
  }

  private void closeIfDue() {
    Session open;
    Close close;
    synchronized (this) {
      open = session;
      close = closeWanted;
      if (open == null || close == null || closeSent || closedTold || outstanding > 0) {
        return;
      }
      closeSent = true;
    }
    open.close(close.code(), close.reason(), Callback.NOOP);
    demandIfDue(); // the peer's answer comes only on demand
  }

  private void abort(int code, String reason) {
    Session open;
    synchronized (this) {
      open = session;
    }
    if (open != null) {
      open.disconnect();
    }
    tellClosed(code, reason);
  }

  // What the socket calls.

  void opened(Session open) {
    boolean wanted;
    synchronized (this) {
      session = open;
      wanted = closeWanted == null && !closedTold;
    }
    if (wanted) {
      listener.opened();
      for (Send send = pollEarly(); send != null; send = pollEarly()) {
        send(send.packet(), send.written());
      }
    }
    closeIfDue();
    demandIfDue();
  }

  private synchronized @Nullable Send pollEarly() {
    return beforeOpen.poll();
  }

  void refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof UpgradeException refused) {
      int code =
          switch (refused.getResponseStatusCode()) {
            case 401 -> TransportListener.UNAUTHENTICATED;
            case 403 -> TransportListener.FORBIDDEN;
            default -> TransportListener.ABNORMAL;
          };
      tellClosed(code, "the upgrade was refused: " + cause.getMessage());
    } else {
      tellClosed(TransportListener.ABNORMAL, String.valueOf(cause));
    }
  }

  void packet(byte[] packet) {
    boolean wanted;
    synchronized (this) {
      demanding = false;
      wanted = requested > 0; // after our close, what still comes is let go
      requested -= wanted ? 1 : 0;
    }
    if (wanted) {
      listener.packet(packet);
    }
    demandIfDue();
  }

  /** A ping or pong took the demand. */
  void controlFrame() {
    synchronized (this) {
      demanding = false;
    }
    demandIfDue();
  }

  void text() {
    close(NOT_BINARY, "messages are binary");
  }

  void tellClosed(int code, String reason) {
    synchronized (this) {
      if (closedTold) {
        return;
      }
      closedTold = true;
      beforeOpen.clear();
    }
    listener.closed(code, reason);
  }
}
