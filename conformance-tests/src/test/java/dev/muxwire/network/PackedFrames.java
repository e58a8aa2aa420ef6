package dev.muxwire.network;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Frames as they were before they were compressed. */
public final class PackedFrames {
  private PackedFrames() {}

  /** Unpacks those that are packed. */
  public static List<ServerFrame> unpack(List<ServerFrame> frames)
      throws InvalidProtocolBufferException {
    ServerFrame[] unpacked = frames.toArray(ServerFrame[]::new);
    for (int i = 0; i < unpacked.length; i++) {
      if (unpacked[i].hasCompressed()) {
        unpacked[i] =
            ServerFrame.parseFrom(inflate(unpacked[i].getCompressed())).toBuilder()
                .setStreamId(unpacked[i].getStreamId())
                .build();
      }
    }
    return List.of(unpacked);
  }

  private static byte[] inflate(Compressed compressed) throws InvalidProtocolBufferException {
    byte[] body = new byte[(int) compressed.getUncompressedBytes()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(compressed.getData().toByteArray());
      int length = 0;
      while (length < body.length && !inflater.finished() && !inflater.needsInput()) {
        length += inflater.inflate(body, length, body.length - length);
      }
      boolean deflated = compressed.getCompression() == Compression.COMPRESSION_DEFLATE;
      if (!deflated || length != body.length) {
        throw new InvalidProtocolBufferException("not as long as it says, or not deflated");
      }
      return body;
    } catch (DataFormatException e) {
      throw new InvalidProtocolBufferException(e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
