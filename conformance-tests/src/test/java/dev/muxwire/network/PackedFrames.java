package dev.muxwire.network;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Frames of one connection as they were before they were compressed. */
public final class PackedFrames {
  private static final int WINDOW_BYTES = 32 << 10;

  /** Of each stream what was unpacked, as far as the next body may refer to it. */
  private final Map<Integer, byte[]> windows = new HashMap<>();

  /** Unpacks those that are packed; to be given all frames in order. */
  public List<ServerFrame> unpack(List<ServerFrame> frames) throws InvalidProtocolBufferException {
    ServerFrame[] unpacked = frames.toArray(ServerFrame[]::new);
    for (int i = 0; i < unpacked.length; i++) {
      if (unpacked[i].hasCompressed()) {
        unpacked[i] =
            ServerFrame.parseFrom(inflate(unpacked[i])).toBuilder()
                .setStreamId(unpacked[i].getStreamId())
                .build();
      }
    }
    return List.of(unpacked);
  }

  private byte[] inflate(ServerFrame frame) throws InvalidProtocolBufferException {
    Compressed compressed = frame.getCompressed();
    byte[] before =
        compressed.getContinued()
            ? windows.getOrDefault(frame.getStreamId(), new byte[0])
            : new byte[0];
    byte[] body = inflate(compressed, before);
    byte[] all = Arrays.copyOf(before, before.length + body.length);
    System.arraycopy(body, 0, all, before.length, body.length);
    windows.put(
        frame.getStreamId(),
        Arrays.copyOfRange(all, Math.max(0, all.length - WINDOW_BYTES), all.length));
    return body;
  }

  private static byte[] inflate(Compressed compressed, byte[] before)
      throws InvalidProtocolBufferException {
    byte[] body = new byte[(int) compressed.getUncompressedBytes()];
    Inflater inflater = new Inflater(true);
    try {
      if (before.length > 0) {
        inflater.setDictionary(before);
      }
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
