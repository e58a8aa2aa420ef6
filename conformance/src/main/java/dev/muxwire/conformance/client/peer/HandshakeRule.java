package dev.muxwire.conformance.client.peer;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.Set;

/**
 * Hello first and alone; version 1's minimum until Welcome; packets within the negotiated limit.
 */
final class HandshakeRule extends Rule {
  private static final int HELLO_BYTES = 8 << 10;
  private static final int MIN_PACKET_BYTES = 4 << 10;
  private static final int MAX_PACKET_BYTES = 1 << 20;
  private static final int DEFAULT_PACKET_BYTES = 64 << 10;

  private boolean greeted;
  private int offeredBytes;
  private int packetBytes = MIN_PACKET_BYTES;
  private boolean welcomed;
  private Set<String> features = Set.of();

  HandshakeRule() {
    super("handshake");
  }

  @Override
  void packet(int bytes, List<ClientFrame> frames) {
    if (greeted) {
      require(
          bytes <= packetBytes,
          welcomed ? "PACKET-2" : "HELLO-4",
          "a packet of " + bytes + " bytes where at most " + packetBytes + " may be sent");
      return;
    }
    require(
        !frames.isEmpty() && frames.get(0).hasHello() && frames.get(0).getStreamId() == 0,
        "HELLO-1",
        "the first frame is no Hello on stream 0");
    require(frames.size() == 1, "HELLO-2", "the packet with Hello holds more than Hello");
    require(bytes <= HELLO_BYTES, "HELLO-2", "the packet with Hello has " + bytes + " bytes");
    greeted = true;
    judge(frames.get(0).getHello());
  }

  private void judge(Hello hello) {
    require(
        hello.getMinVersion() >= 1 && hello.getMinVersion() <= hello.getVersion(),
        "HELLO-5",
        "versions " + hello.getMinVersion() + " to " + hello.getVersion() + " are no range");
    offeredBytes = hello.getLimits().getMaxPacketBytes();
    require(
        offeredBytes == 0 || (offeredBytes >= MIN_PACKET_BYTES && offeredBytes <= MAX_PACKET_BYTES),
        "PACKET-2",
        "max_packet_bytes is 4 KiB to 1 MiB, not " + offeredBytes);
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    switch (frame.getBodyCase()) {
      case SEARCH_SCROLLBACK -> requireFeature("search");
      case FETCH_SCROLLBACK -> {
        if (frame.getFetchScrollback().hasLines()) {
          requireFeature("scrollback-lines");
        }
      }
      default -> {}
    }
  }

  private void requireFeature(String feature) {
    require(
        features.contains(feature),
        "HELLO-4",
        welcomed
            ? "'" + feature + "' is used and was not negotiated"
            : "'" + feature + "' is used before Welcome told that it is there");
  }

  @Override
  void sent(ServerFrame frame) {
    if (frame.hasWelcome()) {
      welcomed = true;
      features = Set.copyOf(frame.getWelcome().getFeaturesList());
      int told = frame.getWelcome().getLimits().getMaxPacketBytes();
      packetBytes = Math.min(orDefault(told), orDefault(offeredBytes));
    }
  }

  private static int orDefault(int bytes) {
    return bytes == 0 ? DEFAULT_PACKET_BYTES : bytes;
  }
}
