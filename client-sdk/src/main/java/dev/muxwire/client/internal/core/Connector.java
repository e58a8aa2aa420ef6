package dev.muxwire.client.internal.core;

import static dev.muxwire.wire.ProtocolLimits.told;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Features;
import dev.muxwire.wire.ProtocolLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link alive: attempts, waits between them, the end. States as {@link ConnectionState}.
 */
final class Connector implements Link.Owner {
  /** All but what the JDK cannot unpack. */
  private static final List<String> OFFERED =
      Features.ALL.stream().filter(feature -> !feature.equals(Features.ZSTD)).toList();

  /** Whoever uses the link; called on the loop. */
  interface Owner {
    void linkOpened(Link link);

    void linkWelcomed(Link link, Welcome welcome, boolean identityReset);

    void linkLost();

    void stateChanged(ConnectionState state, @Nullable MuxwireException cause);
  }

  private final CoreContext context;
  private final Transport transport;
  private final Requests requests;
  private final Owner owner;
  private final Retries retries;

  private @Nullable Link link;
  private Loop.@Nullable Timer retryTimer;
  private Loop.@Nullable Timer leaveTimer;
  private @Nullable ClientIdentity identity;
  private boolean closed;
  private long welcomedAtMs;

  Connector(CoreContext context, Transport transport, Requests requests, Owner owner) {
    this.context = context;
    this.transport = transport;
    this.requests = requests;
    this.owner = owner;
    this.retries = context.newRetries();
  }

  void start(@Nullable ClientIdentity saved) {
    identity = saved;
    connectNow();
  }

  /** The link, while there is one whose socket is open. */
  @Nullable Link link() {
    return link;
  }

  boolean isClosed() {
    return closed;
  }

  /** The end for good. */
  void close(MuxwireException reason) {
    if (closed) {
      return;
    }
    closed = true;
    cancelTimers();
    Link current = link;
    if (current != null) {
      current.close();
    }
    owner.stateChanged(ConnectionState.CLOSED, reason);
  }

  private void cancelTimers() {
    if (retryTimer != null) {
      retryTimer.cancel();
      retryTimer = null;
    }
    if (leaveTimer != null) {
      leaveTimer.cancel();
      leaveTimer = null;
    }
  }

  private void connectNow() {
    retryTimer = null;
    owner.stateChanged(ConnectionState.CONNECTING, null);
    Hello hello;
    try {
      hello = hello();
    } catch (RuntimeException e) {
      wait(new MuxwireException(ErrorCode.UNAUTHENTICATED, "No token could be had: " + e), 0);
      return;
    }
    try {
      link = new Link(context, transport, context.options().uri(), hello, requests, this);
    } catch (RuntimeException e) { // not even an attempt: an address that is none
      close(new MuxwireException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
    }
  }

  private Hello hello() {
    ClientOptions options = context.options();
    ClientOptions.Limits limits = options.limits();
    Hello.Builder hello =
        Hello.newBuilder()
            .setVersion(ProtocolLimits.VERSION)
            .setMinVersion(ProtocolLimits.VERSION)
            .setToken(options.token().get())
            .setClientName(options.clientName())
            .addAllFeatures(OFFERED)
            .setLimits(
                Limits.newBuilder()
                    .setMaxPacketBytes(
                        told(limits.maxPacketBytes(), ProtocolLimits.DEFAULT_PACKET_BYTES))
                    .setMaxMessageBytes(
                        told(limits.maxMessageBytes(), ProtocolLimits.DEFAULT_MESSAGE_BYTES))
                    .setInitialCreditBytes(
                        told(limits.windowBytes(), ProtocolLimits.DEFAULT_CREDIT_BYTES)));
    ClientIdentity known = identity;
    if (known != null) {
      hello.setIdentity(known);
    }
    return hello.build();
  }

  @Override
  public void opened(Link opened) {
    owner.linkOpened(opened);
  }

  @Override
  public void welcomed(Link welcomed, Welcome welcome) {
    boolean reset = welcome.getIdentityReset();
    if (welcome.hasIdentity()) {
      identity = welcome.getIdentity();
    }
    welcomedAtMs = context.loop().nowMs();
    owner.linkWelcomed(welcomed, welcome, reset);
    owner.stateChanged(ConnectionState.CONNECTED, null);
  }

  /**
   * Requests under way may still get their results; without any, or after a moment, there is no
   * reason to stay.
   */
  @Override
  public void draining(Link draining) {
    long patienceMs = requests.awaitsResults() ? ProtocolLimits.HANDSHAKE_MS : 0;
    leaveTimer = context.loop().schedule(patienceMs, draining::leave);
  }

  @Override
  public void lost(Link lost, Link.Loss loss) {
    boolean wasWelcomed = lost.isWelcomed();
    link = null;
    cancelTimers();
    owner.linkLost();
    if (closed) {
      return;
    }
    if (CloseCodes.isFatal(loss.reason().code())) {
      closed = true;
      owner.stateChanged(ConnectionState.CLOSED, loss.reason());
      return;
    }
    if (wasWelcomed && livedLong()) {
      retries.reset();
    }
    wait(loss.reason(), loss.clean() && retries.isFresh() ? 0 : -1);
  }

  /** A connection that breaks soon after each Welcome must not be a retry storm. */
  private boolean livedLong() {
    long livedMs = context.loop().nowMs() - welcomedAtMs;
    return livedMs >= context.options().backoff().max().toMillis();
  }

  private void wait(MuxwireException reason, long fixedDelayMs) {
    long backoffMs = retries.nextDelayMs(reason.retryAfter().toMillis());
    owner.stateChanged(ConnectionState.WAITING, reason);
    retryTimer =
        context.loop().schedule(fixedDelayMs >= 0 ? fixedDelayMs : backoffMs, this::connectNow);
  }
}
