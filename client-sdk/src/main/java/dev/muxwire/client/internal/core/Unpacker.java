package dev.muxwire.client.internal.core;

import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.ProtocolViolation;

/** Unpacks the bodies of one stream on one connection, in their order. */
final class Unpacker {
  private static final byte[] NOTHING = {};

  /** The end of what was unpacked, as long as the next body may refer to it. */
  private byte[] window = NOTHING;

  /**
   * The frame that was packed.
   *
   * @throws ProtocolViolation if it is not what it says, or packed in a way that was not asked for
   */
  ServerFrame unpack(ServerFrame frame, long maxBytes) {
    Compressed compressed = frame.getCompressed();
    if (compressed.getCompression() != Compression.COMPRESSION_DEFLATE) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          "a body packed as " + compressed.getCompression() + ", which was not asked for");
    }
    if (compressed.getContinued() && window.length == 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a body that continues one that did not come");
    }
    byte[] before = compressed.getContinued() ? window : NOTHING;
    byte[] bytes = Deflate.inflate(compressed, before, maxBytes);
    ServerFrame body = Bodies.parse(ServerFrame.parser(), bytes);
    if (body.getStreamId() != 0 || body.hasCompressed() || body.hasChunk()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a compressed body of " + body.getBodyCase());
    }
    boolean mayGoOn = body.hasStatePart() && !body.getStatePart().getConsistent();
    window = mayGoOn ? Deflate.window(before, bytes) : NOTHING;
    return body.toBuilder().setStreamId(frame.getStreamId()).build();
  }
}
