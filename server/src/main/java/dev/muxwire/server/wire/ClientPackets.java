package dev.muxwire.server.wire;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/** Packets from clients. */
public final class ClientPackets {
  private ClientPackets() {}

  /**
   * Parses without copying: the array must not change afterwards.
   *
   * @throws ProtocolViolation MALFORMED, LIMIT_EXCEEDED
   */
  public static List<ClientFrame> parse(byte[] packet, int maxPacketBytes) {
    if (packet.length > maxPacketBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a packet of " + packet.length + " bytes is larger than the limit of " + maxPacketBytes,
          maxPacketBytes);
    }
    return Bodies.parse(ClientPacket.parser(), packet).getFramesList();
  }

  /** Parses a reassembled message: a frame without stream_id that may have been chunked. */
  public static ClientFrame parseMessage(byte[] message) {
    ClientFrame frame = Bodies.parse(ClientFrame.parser(), message);
    boolean nested =
        switch (frame.getBodyCase()) {
          case HELLO, CHUNK, CHUNK_ABORT -> true;
          default -> false;
        };
    if (nested || frame.getStreamId() != 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_CHUNK_INVALID, "this message must not be chunked");
    }
    return frame;
  }
}
