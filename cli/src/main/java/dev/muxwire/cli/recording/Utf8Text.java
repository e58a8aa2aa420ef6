package dev.muxwire.cli.recording;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that come in pieces as text: a character that is split over pieces comes whole with the
 * last of them, and what is no UTF-8 becomes U+FFFD.
 */
final class Utf8Text {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The beginning of a character; at most 3 bytes. */
  private byte[] begun = {};

  /** The characters that these bytes finish. */
  String next(byte[] bytes) {
    return decode(bytes, false);
  }

  /** What the beginning of a character becomes that nothing finishes: U+FFFD, or nothing. */
  String finish() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] bytes, boolean last) {
    byte[] all = Arrays.copyOf(begun, begun.length + bytes.length);
    System.arraycopy(bytes, 0, all, begun.length, bytes.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    CharBuffer out = CharBuffer.allocate(all.length + 1);
    decoder.reset();
    decoder.decode(in, out, last);
    begun = Arrays.copyOfRange(all, in.position(), all.length);
    return out.flip().toString();
  }
}
