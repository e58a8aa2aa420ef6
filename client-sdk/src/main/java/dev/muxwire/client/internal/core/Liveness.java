package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/** One connection's handshake timeout, pings, pongs, silence, and the tally of what arrived. */
final class Liveness {
  /** The server's 5 s from the upgrade on, and as much for names, sockets and TLS. */
  private static final int CONNECT_MS = 2 * ProtocolLimits.HANDSHAKE_MS;

  private static final int TALLY_MS = 50;

  /** The body of a Ping at its longest. */
  private static final int PING_BYTES = 32;

  /**
   * When traffic stops, one ping after this time asks whether the peer is still there: a write
   * shows a broken socket long before silence would.
   */
  private static final int QUIET_MS = 1_000;

  private final Loop loop;
  private final Link link;
  private final Outbox outbox;

  private Loop.@Nullable Timer handshakeTimer;
  private Loop.@Nullable Timer pingTimer;
  private Loop.@Nullable Timer tallyTimer;
  private Loop.@Nullable Timer quietTimer;
  private int pingIntervalMs = ProtocolLimits.PING_INTERVAL_MS;
  private long lastHeardMs;
  private long lastPayloadMs;
  private long receivedBytes;
  private boolean welcomed;
  private boolean pingDue;
  private boolean roundTripTold;
  private boolean tallyDue;

  /** Only the latest of several pings needs an answer. */
  private long pongNonce;

  private boolean pongDue;
  private boolean stopped;

  Liveness(Loop loop, Link link, Outbox outbox) {
    this.loop = loop;
    this.link = link;
    this.outbox = outbox;
    this.lastHeardMs = loop.nowMs();
    this.handshakeTimer =
        loop.schedule(
            CONNECT_MS, () -> link.fail(ErrorCode.TIMED_OUT, "No answer to the handshake."));
  }

  void start() {
    lastHeardMs = loop.nowMs();
    schedulePing();
  }

  void welcomed(int intervalMs) {
    cancel(handshakeTimer);
    handshakeTimer = null;
    if (intervalMs > 0) {
      pingIntervalMs = Math.min(intervalMs, ProtocolLimits.PING_INTERVAL_MS);
    }
    cancel(pingTimer);
    schedulePing();
    welcomed = true;
    ping(); // so that the server knows the round trip soon
  }

  /**
   * A packet arrived.
   *
   * @param payload false: it only answers or tallies what we sent, and must not make us ask again
   */
  void heard(int bytes, boolean payload) {
    lastHeardMs = loop.nowMs();
    receivedBytes += bytes;
    if (payload) {
      lastPayloadMs = lastHeardMs;
      scheduleQuiet(QUIET_MS);
    }
    if (tallyTimer == null && !stopped && payload) {
      tallyTimer =
          loop.schedule(
              TALLY_MS,
              () -> {
                tallyTimer = null;
                tallyDue = true;
                outbox.want(Lane.CONTROL, link);
              });
    }
  }

  private void scheduleQuiet(long delayMs) {
    if (quietTimer == null && !stopped) {
      quietTimer = loop.schedule(delayMs, this::askIfQuiet);
    }
  }

  private void askIfQuiet() {
    quietTimer = null;
    long quietMs = loop.nowMs() - lastPayloadMs;
    if (quietMs < QUIET_MS) {
      scheduleQuiet(QUIET_MS - quietMs);
    } else {
      ping();
    }
  }

  private void ping() {
    pingDue = true;
    outbox.want(Lane.CONTROL, link);
  }

  /** A ping should follow the data that was sent, to tell when it arrived. */
  void probeIsDue() {
    if (welcomed && !stopped) {
      ping();
    }
  }

  /** A pong: how long its ping was under way goes with the next one, the first at once. */
  void answered() {
    if (!roundTripTold) {
      ping();
    }
  }

  void pinged(long nonce) {
    pongNonce = nonce;
    pongDue = true;
    outbox.want(Lane.CONTROL, link);
  }

  void stop() {
    stopped = true;
    cancel(handshakeTimer);
    cancel(pingTimer);
    cancel(tallyTimer);
    cancel(quietTimer);
  }

  /** Adds what is due. Returns false if the packet has no room for it. */
  boolean fill(PacketWriter out) {
    if (pongDue) {
      Pong pong = Pong.newBuilder().setNonce(pongNonce).build();
      pongDue = out.add(0, ClientFrame.PONG_FIELD_NUMBER, pong) != PacketWriter.Added.YES;
    }
    if (pingDue) {
      pingDue = !addPing(out);
    }
    if (tallyDue) {
      Received tally = Received.newBuilder().setConnectionBytes(receivedBytes).build();
      tallyDue = out.add(0, ClientFrame.RECEIVED_FIELD_NUMBER, tally) != PacketWriter.Added.YES;
    }
    return !pongDue && !pingDue && !tallyDue;
  }

  private boolean addPing(PacketWriter out) {
    if (out.roomForData(0, PING_BYTES) < 0) {
      return false; // a nonce that is taken has to leave
    }
    long roundTripMicros = outbox.roundTripMicros();
    Ping ping =
        Ping.newBuilder()
            .setNonce(outbox.probe())
            .setLastRoundTripUs((int) Math.min(roundTripMicros, Integer.MAX_VALUE))
            .build();
    out.add(0, ClientFrame.PING_FIELD_NUMBER, ping);
    roundTripTold |= roundTripMicros > 0;
    return true;
  }

  private void schedulePing() {
    pingTimer = loop.schedule(pingIntervalMs, this::tick);
  }

  private void tick() {
    if (stopped) {
      return;
    }
    long silentMs = loop.nowMs() - lastHeardMs;
    if (silentMs >= allowedSilenceMs()) {
      link.fail(ErrorCode.TIMED_OUT, "Nothing was heard for " + silentMs + " ms.");
      return;
    }
    ping();
    schedulePing();
  }

  /**
   * With a write pending the ping itself may be stuck behind it on a slow link, so silence proves
   * less; but it must not take TCP's quarter of an hour either to notice a socket that is half
   * open.
   */
  private long allowedSilenceMs() {
    return outbox.hasOutstanding() ? 2L * ProtocolLimits.SILENCE_MS : ProtocolLimits.SILENCE_MS;
  }

  private static void cancel(Loop.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
