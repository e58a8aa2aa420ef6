package dev.muxwire.conformance.server.peer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks the compressed bodies of one connection, and says what is wrong about them. */
final class Unpacking {
  private static final String WATCHER = "watch/compression";
  private static final int MOST_BYTES = 16 << 20;

  private static final int WINDOW_BYTES = 32 << 10;
  private static final byte[] NOTHING = {};

  /** Of each stream what the next body may go on from. */
  private final Map<Integer, byte[]> windows = new HashMap<>();

  ServerFrame unpack(int stream, Compressed packed, Set<String> negotiated) {
    boolean deflate = packed.getCompression() == Compression.COMPRESSION_DEFLATE;
    boolean zstd = packed.getCompression() == Compression.COMPRESSION_ZSTD;
    check(
        (deflate && negotiated.contains("deflate")) || (zstd && negotiated.contains("zstd")),
        "COMPRESS-2",
        "what is packed in a way that was not negotiated: " + packed.getCompression());
    check(packed.getUncompressedBytes() <= MOST_BYTES, "COMPRESS-1", "more than a message may be");
    byte[] before = packed.getContinued() ? windows.getOrDefault(stream, NOTHING) : NOTHING;
    if (packed.getContinued()) {
      check(
          deflate && negotiated.contains("dense"),
          "COMPRESS-4",
          "what goes on, which was not negotiated");
      check(before.length > 0, "COMPRESS-4", "what goes on from nothing");
    }
    byte[] body = deflate ? inflate(packed, before) : zstd(packed);
    try {
      ServerFrame frame = ServerFrame.parseFrom(body);
      check(
          frame.hasStatePart() || !packed.getContinued(),
          "COMPRESS-4",
          "what goes on, and is no part: " + Bodies.name(frame));
      windows.put(stream, frame.getStatePart().getConsistent() ? NOTHING : end(before, body));
      check(
          frame.hasStatePart() || frame.hasOutput() || frame.hasScrollbackPage(),
          frame.hasChunk() || frame.hasCompressed() ? "COMPRESS-3" : "COMPRESS-2",
          "packed what must not be: " + Bodies.name(frame));
      check(frame.getStreamId() == 0, "COMPRESS-3", "a packed body with a stream_id");
      return frame.toBuilder().setStreamId(stream).build();
    } catch (InvalidProtocolBufferException e) {
      throw Breach.seen(WATCHER, "COMPRESS-2", "what unpacks to no frame: " + e.getMessage());
    }
  }

  private static byte[] end(byte[] before, byte[] body) {
    byte[] all = Arrays.copyOf(before, before.length + body.length);
    System.arraycopy(body, 0, all, before.length, body.length);
    return Arrays.copyOfRange(all, Math.max(0, all.length - WINDOW_BYTES), all.length);
  }

  private static byte[] inflate(Compressed packed, byte[] before) {
    byte[] body = new byte[(int) packed.getUncompressedBytes()];
    Inflater inflater = new Inflater(true);
    try {
      if (before.length > 0) {
        inflater.setDictionary(before);
      }
      inflater.setInput(packed.getData().toByteArray());
      int length = 0;
      while (length < body.length && !inflater.finished()) {
        int step = inflater.inflate(body, length, body.length - length);
        if (step == 0) {
          break;
        }
        length += step;
      }
      boolean more = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      check(length == body.length && !more, "COMPRESS-1", "another size than uncompressed_bytes");
      return body;
    } catch (DataFormatException e) {
      throw Breach.seen(WATCHER, "COMPRESS-2", "what cannot be inflated: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static byte[] zstd(Compressed packed) {
    byte[] body = new byte[(int) packed.getUncompressedBytes()];
    try {
      long length = Zstd.decompress(body, packed.getData().toByteArray());
      check(
          !Zstd.isError(length) && length == body.length,
          "COMPRESS-1",
          "another size than uncompressed_bytes");
      return body;
    } catch (ZstdException e) {
      throw Breach.seen(WATCHER, "COMPRESS-1", "what zstd refuses: " + e.getMessage());
    }
  }

  private static void check(boolean holds, String requirement, String otherwise) {
    if (!holds) {
      throw Breach.seen(WATCHER, requirement, "the server sent " + otherwise);
    }
  }
}
