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
  private static final int BUFFER_BYTES = 8 * 1024;

  @Override
  public Compression compression() {
    return Compression.COMPRESSION_DEFLATE;
  }

  @Override
  public byte[] compress(byte[] body) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(body);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2 + 16);
      byte[] buffer = new byte[Math.min(BUFFER_BYTES, body.length + 16)];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Unpacks a body, never more than it says it has.
   *
   * @param maxBytes the largest body taken
   * @throws ProtocolViolation MALFORMED if it is not what it says, LIMIT_EXCEEDED if it is larger
   *     than {@code maxBytes}
   */
  public static byte[] inflate(Compressed compressed, long maxBytes) {
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
