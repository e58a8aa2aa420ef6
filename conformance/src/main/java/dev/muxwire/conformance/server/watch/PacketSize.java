package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;

/** No packet is larger than what was negotiated. */
final class PacketSize extends Watcher {
  private static final int DEFAULT_BYTES = 64 << 10;

  private int limitBytes = DEFAULT_BYTES;

  PacketSize() {
    super("watch/packet-size");
  }

  @Override
  public void sent(ClientFrame frame) {
    int told = frame.getHello().getLimits().getMaxPacketBytes();
    if (frame.hasHello() && told > 0) {
      limitBytes = told;
    }
  }

  @Override
  public void packet(int bytes, ServerPacket packet) {
    check(
        bytes <= limitBytes,
        "PACKET-2",
        "the server sent a packet of " + bytes + " bytes; " + limitBytes + " were negotiated");
    for (ServerFrame frame : packet.getFramesList()) {
      int told = frame.getWelcome().getLimits().getMaxPacketBytes();
      if (frame.hasWelcome() && told > 0) {
        limitBytes = Math.min(limitBytes, told);
      }
    }
  }
}
