package dev.muxwire.client.internal.core;

import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.ProtocolViolation;

/** Bodies that come packed. */
final class Compressions {
  private Compressions() {}

  /**
   * The frame that was packed.
   *
   * @throws ProtocolViolation if it is not what it says, or packed in a way that was not asked for
   */
  static ServerFrame unpack(ServerFrame frame, long maxBytes) {
    Compressed compressed = frame.getCompressed();
    if (compressed.getCompression() != Compression.COMPRESSION_DEFLATE) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          "a body packed as " + compressed.getCompression() + ", which was not asked for");
    }
    ServerFrame body = Bodies.parse(ServerFrame.parser(), Deflate.inflate(compressed, maxBytes));
    if (body.getStreamId() != 0 || body.hasCompressed() || body.hasChunk()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a compressed body of " + body.getBodyCase());
    }
    return body.toBuilder().setStreamId(frame.getStreamId()).build();
  }
}
