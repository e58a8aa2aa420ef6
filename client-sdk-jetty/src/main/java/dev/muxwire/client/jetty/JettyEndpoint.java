package dev.muxwire.client.jetty;

import dev.muxwire.client.spi.TransportListener;
import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** What Jetty calls; public because Jetty looks its methods up from outside. */
public final class JettyEndpoint implements Session.Listener {
  private final JettyConnection connection;
  private @Nullable Session session;

  JettyEndpoint(JettyConnection connection) {
    this.connection = connection;
  }

  @Override
  public void onWebSocketOpen(Session open) {
    session = open;
    connection.opened(open);
  }

  /** Jetty takes its buffer back, so the bytes are copied; the demand is the owner's. */
  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] packet = new byte[payload.remaining()];
    payload.get(packet);
    callback.succeed();
    connection.packet(packet);
  }

  @Override
  public void onWebSocketText(String message) {
    connection.text();
  }

  @Override
  public void onWebSocketPing(ByteBuffer payload) {
    Session open = session;
    if (open != null) {
      open.sendPong(payload, Callback.NOOP);
      connection.controlFrame();
    }
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    connection.controlFrame();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    callback.succeed();
    connection.tellClosed(code, reason == null ? "" : reason);
  }

  @Override
  public void onWebSocketError(Throwable failure) {
    connection.tellClosed(TransportListener.ABNORMAL, String.valueOf(failure));
  }
}
