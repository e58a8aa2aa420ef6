package dev.muxwire.conformance.server.peer;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket; sends go out one after the other. */
final class JdkSocket implements Socket, WebSocket.Listener {
  private static final int NO_CODE = 1006;

  private final Listener listener;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private boolean stalled;
  private boolean asked;

  JdkSocket(Listener listener) {
    this.listener = listener;
  }

  synchronized void opened(WebSocket opened) {
    socket = opened;
  }

  private synchronized void send(Function<WebSocket, CompletableFuture<WebSocket>> send) {
    WebSocket open = Objects.requireNonNull(socket);
    sending = sending.thenCompose(done -> send.apply(open)).exceptionally(gone -> open);
  }

  @Override
  public void send(byte[] packet) {
    send(open -> open.sendBinary(ByteBuffer.wrap(packet), true));
  }

  @Override
  public void sendInFragments(byte[] packet, int fragmentBytes) {
    for (int from = 0; from < packet.length; from += fragmentBytes) {
      int length = Math.min(fragmentBytes, packet.length - from);
      ByteBuffer fragment = ByteBuffer.wrap(packet, from, length);
      boolean last = from + length == packet.length;
      send(open -> open.sendBinary(fragment, last));
    }
  }

  @Override
  public void sendText(String content) {
    send(open -> open.sendText(content, true));
  }

  @Override
  public synchronized void stall() {
    stalled = true;
  }

  @Override
  public synchronized void read() {
    stalled = false;
    if (asked && socket != null) {
      asked = false;
      socket.request(1);
    }
  }

  @Override
  public void close() {
    send(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
  }

  @Override
  public synchronized void cut() {
    if (socket != null) {
      socket.abort();
    }
  }

  private synchronized void requestMore(WebSocket open) {
    if (stalled) {
      asked = true;
    } else {
      open.request(1);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    message.writeBytes(part);
    if (last) {
      listenerOf(open).packet(message.toByteArray());
      message.reset();
    }
    requestMore(open);
    return null;
  }

  /** Messages may come before the builder has returned the socket. */
  private synchronized Listener listenerOf(WebSocket open) {
    socket = open;
    return listener;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      listener.text(text.toString());
    }
    requestMore(open);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket open, int statusCode, String reason) {
    listener.closed(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket open, Throwable error) {
    listener.closed(NO_CODE);
  }
}
