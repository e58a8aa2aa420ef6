package dev.muxwire.client.internal.transport;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One JDK WebSocket. It takes one send at a time, so the second of the two that a caller may have
 * outstanding waits here; a close waits behind both. All state is guarded by {@code this};
 * callbacks are called outside.
 */
final class JdkConnection implements TransportConnection, WebSocket.Listener {
  private static final int TOO_BIG = 1009;
  private static final int NOT_BINARY = 1003;
  private static final int POLICY = 1008;
  private static final int MAX_REASON_BYTES = 120;
  private static final int CLOSE_TIMEOUT_SECONDS = 3;

  /**
   * The JDK forgets the end of a socket that comes while it hands over a message (its receiver then
   * has no demand, and fails). So when messages cease, two empty pongs are sent: the first provokes
   * a reset of a dead connection, and the second fails of it.
   */
  private static final int PROBES = 2;

  private static final long PROBE_AFTER_MS = 500;

  private record Send(ByteBuffer packet, Runnable written) {}

  private record Close(int code, String reason) {}

  private final TransportListener listener;
  private final int maxPacketBytes;

  private @Nullable WebSocket socket;
  private final ArrayDeque<Send> waiting = new ArrayDeque<>();
  private boolean sending;
  private int requested;

  /**
   * One packet that came before it was asked for. The socket is asked one ahead: when the peer
   * breaks the connection just as there is no demand, the JDK (17) can miss it, and never tell.
   */
  private byte @Nullable [] ahead;

  private @Nullable Close closeWanted;
  private boolean closeSent;
  private boolean closedTold;
  private boolean heard;
  private int probesLeft;

  /** Touched by the socket's calls alone, which come one at a time. */
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  JdkConnection(TransportListener listener, int maxPacketBytes) {
    this.listener = listener;
    this.maxPacketBytes = maxPacketBytes;
  }

  // What the owner calls.

  @Override
  public void send(ByteBuffer packet, Runnable written) {
    synchronized (this) {
      waiting.add(new Send(packet, written));
    }
    sendNext();
  }

  @Override
  public void requestOne() {
    WebSocket open;
    byte[] packet;
    synchronized (this) {
      open = socket;
      packet = ahead;
      ahead = null;
      if (packet == null) {
        requested++;
      }
    }
    if (packet != null && open != null) {
      listener.packet(packet);
      open.request(1);
    }
  }

  @Override
  public void close(int code, String reason) {
    synchronized (this) {
      if (closeWanted == null) {
        closeWanted = new Close(allowed(code), shortened(reason));
      }
    }
    sendNext();
    CompletableFuture.delayedExecutor(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .execute(() -> abort(code, "the peer did not answer the close"));
  }

  /** The JDK keeps some codes for itself; the nearest that it lets a client send is 1008. */
  private static int allowed(int code) {
    return switch (code) {
      case 1002, 1003, 1006, 1007, 1009, 1010, 1012, 1013, 1015 -> POLICY;
      default -> code;
    };
  }

  /** A close frame holds 123 bytes of reason. */
  private static String shortened(String reason) {
    String ascii = reason.replaceAll("[^\\x20-\\x7e]", "?");
    return ascii.substring(0, Math.min(MAX_REASON_BYTES, ascii.length()));
  }

  // Sending.

  private void sendNext() {
    Send send = null;
    Close close = null;
    WebSocket open;
    synchronized (this) {
      open = socket;
      if (open == null || sending || closeSent || closedTold) {
        return;
      }
      send = waiting.poll();
      if (send == null) {
        close = closeWanted;
        closeSent = close != null;
      }
      sending = send != null || close != null;
    }
    if (send != null) {
      Runnable written = send.written();
      whenDone(open.sendBinary(send.packet(), true), written);
    } else if (close != null) {
      whenDone(open.sendClose(close.code(), close.reason()), () -> {});
      open.request(1); // the peer's answer comes only on demand
    }
  }

  private void whenDone(CompletableFuture<WebSocket> sent, Runnable written) {
    sent.whenComplete(
        (open, failure) -> {
          synchronized (this) {
            sending = false;
          }
          written.run();
          if (failure != null) {
            abort(TransportListener.ABNORMAL, String.valueOf(failure.getMessage()));
          } else {
            sendNext();
          }
        });
  }

  private void abort(int code, String reason) {
    WebSocket open;
    synchronized (this) {
      open = socket;
    }
    if (open != null) {
      open.abort();
    }
    tellClosed(code, reason);
  }

  private void tellClosed(int code, String reason) {
    synchronized (this) {
      if (closedTold) {
        return;
      }
      closedTold = true;
      waiting.clear();
    }
    listener.closed(code, reason);
  }

  // What the socket calls.

  void refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    int code = TransportListener.ABNORMAL;
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      code =
          switch (status) {
            case 401 -> TransportListener.UNAUTHENTICATED;
            case 403 -> TransportListener.FORBIDDEN;
            default -> TransportListener.ABNORMAL;
          };
      tellClosed(code, "the upgrade was refused with HTTP " + status);
    } else {
      tellClosed(code, String.valueOf(cause));
    }
  }

  @Override
  public void onOpen(WebSocket open) {
    boolean wanted;
    synchronized (this) {
      socket = open;
      wanted = closeWanted == null && !closedTold;
    }
    open.request(1);
    if (wanted) {
      listener.opened();
    }
    sendNext();
  }

  // Noticing a socket whose end the JDK did not tell.

  private void messageCame() {
    synchronized (this) {
      heard = true;
      boolean planned = probesLeft > 0;
      probesLeft = PROBES;
      if (planned) {
        return;
      }
    }
    probeLater();
  }

  private void probeLater() {
    CompletableFuture.delayedExecutor(PROBE_AFTER_MS, TimeUnit.MILLISECONDS).execute(this::probe);
  }

  private void probe() {
    WebSocket open;
    boolean quiet;
    synchronized (this) {
      open = socket;
      if (open == null || closedTold || closeWanted != null) {
        return;
      }
      quiet = !heard;
      heard = false;
      probesLeft -= quiet ? 1 : 0;
      if (probesLeft > 0) {
        probeLater();
      }
    }
    if (quiet) {
      open.sendPong(ByteBuffer.allocate(0))
          .whenComplete(
              (sent, failure) -> {
                if (failure instanceof IOException) {
                  abort(TransportListener.ABNORMAL, String.valueOf(failure.getMessage()));
                }
              });
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
    messageCame();
    if (message.size() + data.remaining() > maxPacketBytes) {
      close(TOO_BIG, "a message of more than " + maxPacketBytes + " bytes");
      message.reset();
      return null;
    }
    byte[] part = new byte[data.remaining()];
    data.get(part);
    if (last && message.size() == 0) {
      arrived(open, part);
      return null;
    }
    message.write(part, 0, part.length);
    if (last) {
      byte[] whole = message.toByteArray();
      message.reset();
      arrived(open, whole);
    } else {
      open.request(1); // demand is counted in messages by us, in parts by the socket
    }
    return null;
  }

  private void arrived(WebSocket open, byte[] packet) {
    boolean wanted;
    synchronized (this) {
      wanted = requested > 0;
      if (wanted) {
        requested--;
      } else {
        ahead = packet;
      }
    }
    if (wanted) {
      open.request(1);
      listener.packet(packet);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
    close(NOT_BINARY, "messages are binary");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket open, ByteBuffer data) {
    open.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket open, ByteBuffer data) {
    open.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
    tellClosed(code, reason);
    return null;
  }

  @Override
  public void onError(WebSocket open, Throwable failure) {
    tellClosed(TransportListener.ABNORMAL, String.valueOf(failure));
  }
}
