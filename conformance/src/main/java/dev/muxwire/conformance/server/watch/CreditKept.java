package dev.muxwire.conformance.server.watch;

import dev.muxwire.conformance.server.peer.Bodies;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The server never passes a stream's limit, and sends nothing that counts once a pause is known.
 */
final class CreditKept extends Watcher {
  private static final long DEFAULT_BYTES = 256 << 10;
  private static final int DEFAULT_PACKET_BYTES = 64 << 10;
  private static final int PACKETS = 4;

  private final Map<Integer, Long> limits = new HashMap<>();
  private final Map<Integer, Long> used = new HashMap<>();
  private final Map<Integer, Long> pausedBehind = new HashMap<>();
  private final Set<Integer> paused = new HashSet<>();
  private long initialBytes = DEFAULT_BYTES;
  private long latestPing;

  CreditKept() {
    super("watch/credit");
  }

  @Override
  public void sent(ClientFrame frame) {
    switch (frame.getBodyCase()) {
      case HELLO -> initialBytes = initial(frame);
      case CREDIT ->
          limits.merge(frame.getStreamId(), frame.getCredit().getLimitBytes(), this::max);
      case PAUSE -> pausedBehind.put(frame.getStreamId(), latestPing);
      case RESUME -> {
        pausedBehind.remove(frame.getStreamId());
        paused.remove(frame.getStreamId());
      }
      case PING -> latestPing = frame.getPing().getNonce();
      default -> {
        // Changes nothing about credit.
      }
    }
  }

  private long max(long before, long now) {
    return Math.max(Math.max(before, now), initialBytes);
  }

  private static long initial(ClientFrame hello) {
    long told = hello.getHello().getLimits().getInitialCreditBytes();
    int packet = hello.getHello().getLimits().getMaxPacketBytes();
    long packets = (long) PACKETS * (packet == 0 ? DEFAULT_PACKET_BYTES : packet);
    return told > 0 ? told : Math.max(DEFAULT_BYTES, packets);
  }

  @Override
  public void frame(ServerFrame frame) {
    if (frame.hasPong()) {
      // A pong to a ping that was sent behind a Pause says that the pause is known.
      pausedBehind.forEach(
          (stream, ping) -> {
            if (frame.getPong().getNonce() > ping) {
              paused.add(stream);
            }
          });
    }
    long cost = Bodies.cost(frame);
    int stream = frame.getStreamId();
    if (cost == 0 || stream == 0) {
      return;
    }
    check(
        !paused.contains(stream),
        "CREDIT-3",
        "data came on stream " + stream + ", which is paused");
    long total = used.merge(stream, cost, Long::sum);
    long limit = Math.max(initialBytes, limits.getOrDefault(stream, 0L));
    check(
        total <= limit,
        "CREDIT-3",
        "the server sent " + total + " bytes on stream " + stream + "; its limit is " + limit);
  }
}
