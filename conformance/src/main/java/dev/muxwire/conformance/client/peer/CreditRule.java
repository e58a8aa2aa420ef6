package dev.muxwire.conformance.client.peer;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.Map;

/** Credit both ways: the client never passes its limit, and the limits that it grants only rise. */
final class CreditRule extends Rule {
  private static final long DEFAULT_CREDIT_BYTES = 256 << 10;
  private static final int DEFAULT_PACKET_BYTES = 64 << 10;

  private final Map<Integer, Long> granted = new HashMap<>();
  private final Map<Integer, Long> limits = new HashMap<>();
  private final Map<Integer, Long> spent = new HashMap<>();
  private long initialGrantBytes = DEFAULT_CREDIT_BYTES;
  private long initialLimitBytes = DEFAULT_CREDIT_BYTES;

  CreditRule() {
    super("credit");
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    int stream = frame.getStreamId();
    if (frame.hasHello()) {
      initialGrantBytes = initialOf(frame.getHello().getLimits());
    } else if (frame.hasCredit()) {
      long limit = frame.getCredit().getLimitBytes();
      long before = grantedOn(stream);
      require(limit >= 0, "CREDIT-1", "a limit above 2^63-1");
      require(limit >= before, "CREDIT-1", "a limit of " + limit + " after one of " + before);
      granted.put(stream, limit);
    } else if (!inChunks && stream != 0) {
      long sum = spent.merge(stream, CreditBook.cost(frame), Long::sum);
      long limit = limits.getOrDefault(stream, initialLimitBytes);
      require(
          sum <= limit, "CREDIT-3", sum + " bytes on stream " + stream + ", its limit is " + limit);
    }
  }

  /** The limit that the client grants on a stream now, in bytes. */
  long grantedOn(int stream) {
    return granted.getOrDefault(stream, initialGrantBytes);
  }

  private static long initialOf(Limits limits) {
    long packetBytes =
        limits.getMaxPacketBytes() == 0 ? DEFAULT_PACKET_BYTES : limits.getMaxPacketBytes();
    return limits.getInitialCreditBytes() != 0
        ? limits.getInitialCreditBytes()
        : Math.max(DEFAULT_CREDIT_BYTES, 4 * packetBytes);
  }

  @Override
  void sent(ServerFrame frame) {
    if (frame.hasWelcome()) {
      initialLimitBytes = Math.max(DEFAULT_CREDIT_BYTES, initialOf(frame.getWelcome().getLimits()));
      long told = frame.getWelcome().getLimits().getInitialCreditBytes();
      if (told != 0) {
        initialLimitBytes = told;
      }
    } else if (frame.hasCredit()) {
      limits.merge(frame.getStreamId(), frame.getCredit().getLimitBytes(), Math::max);
    }
  }
}
