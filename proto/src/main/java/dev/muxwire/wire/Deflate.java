package dev.muxwire.wire;

import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** RFC 1951 without a header: what the JDK and every browser have. */
public final class Deflate implements BodyCompressor {
  /** How far back a body may refer to what came before it. */
  public static final int WINDOW_BYTES = 32 * 1024;

  /** Denser than the default, and hardly slower on what is packed here. */
  private static final int LEVEL = 7;

  private static final int BUFFER_BYTES = 8 * 1024;
  private static final byte[] NOTHING = {};
  private static final int[] NO_SEAMS = {};

  @Override
  public Compression compression() {
    return Compression.COMPRESSION_DEFLATE;
  }

  @Override
  public byte[] compress(byte[] body) {
    return compress(body, NO_SEAMS, NOTHING);
  }

  /**
   * Packs a body that comes behind others.
   *
   * @param seams where in it bytes of another sort begin, which get a code of their own; rising
   * @param before the end of the others, at most {@link #WINDOW_BYTES}
   */
  public static byte[] compress(byte[] body, int[] seams, byte[] before) {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      if (before.length > 0) {
        deflater.setDictionary(before);
      }
      ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2 + 16);
      int from = 0;
      for (int seam : seams) {
        deflater.setInput(body, from, seam - from);
        drain(deflater, Deflater.SYNC_FLUSH, packed);
        from = seam;
      }
      deflater.setInput(body, from, body.length - from);
      deflater.finish();
      drain(deflater, Deflater.NO_FLUSH, packed);
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void drain(Deflater deflater, int flush, ByteArrayOutputStream packed) {
    byte[] buffer = new byte[BUFFER_BYTES];
    int length;
    do {
      length = deflater.deflate(buffer, 0, buffer.length, flush);
      packed.write(buffer, 0, length);
    } while (length == buffer.length);
  }

  /** The end of what came before and of a body behind it: what the next body may refer to. */
  public static byte[] window(byte[] before, byte[] body) {
    int old = Math.min(before.length, Math.max(0, WINDOW_BYTES - body.length));
    int added = Math.min(body.length, WINDOW_BYTES);
    byte[] window = new byte[old + added];
    System.arraycopy(before, before.length - old, window, 0, old);
    System.arraycopy(body, body.length - added, window, old, added);
    return window;
  }

  /**
   * Unpacks a body, never more than it says it has.
   *
   * @param maxBytes the largest body taken
   * @throws ProtocolViolation MALFORMED if it is not what it says, LIMIT_EXCEEDED if it is larger
   *     than {@code maxBytes}
   */
  public static byte[] inflate(Compressed compressed, long maxBytes) {
    return inflate(compressed, NOTHING, maxBytes);
  }

  /**
   * Unpacks a body that came behind others, as {@link #inflate(Compressed, long)} does.
   *
   * @param before the end of the others, at most {@link #WINDOW_BYTES}
   */
  public static byte[] inflate(Compressed compressed, byte[] before, long maxBytes) {
    long size = compressed.getUncompressedBytes();
    if (size < 0 || size > maxBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a compressed body of "
              + Long.toUnsignedString(size)
              + " bytes is larger than the limit of "
              + maxBytes,
          maxBytes);
    }
    byte[] body = new byte[(int) size];
    Inflater inflater = new Inflater(true);
    try {
      if (before.length > 0) {
        inflater.setDictionary(before);
      }
      inflater.setInput(compressed.getData().asReadOnlyByteBuffer());
      int length = 0;
      int more = -1;
      while (length < size && more != 0) {
        more = inflater.inflate(body, length, body.length - length);
        length += more;
      }
      boolean whole = length == size && inflater.inflate(new byte[1]) == 0 && inflater.finished();
      if (!whole || inflater.getRemaining() > 0) {
        throw malformed("it is not " + size + " bytes long");
      }
      return body;
    } catch (DataFormatException e) {
      throw malformed(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
  }

  private static ProtocolViolation malformed(String why) {
    return new ProtocolViolation(
        ErrorCode.ERROR_CODE_MALFORMED, "a compressed body that cannot be unpacked: " + why);
  }
}
