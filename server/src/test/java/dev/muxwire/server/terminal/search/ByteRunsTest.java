package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is found eight bytes at a time is what one finds byte by byte. */
final class ByteRunsTest {
  @Property
  void find_isTheFirstPlace(
      @ForAll @Size(max = 40) byte[] bytes,
      @ForAll byte wanted,
      @ForAll @IntRange(max = 40) int a,
      @ForAll @IntRange(max = 40) int b) {
    int from = Math.min(Math.min(a, b), bytes.length);
    int to = Math.min(Math.max(a, b), bytes.length);
    int first = from;
    while (first < to && bytes[first] != wanted) {
      first++;
    }
    assertThat(ByteRuns.find(wanted, bytes, from, to)).isEqualTo(first);
  }

  @Property
  void find_amongFewDifferentBytes_isTheFirstPlace(
      @ForAll @Size(max = 40) @ByteRange(min = 9, max = 11) byte[] bytes) {
    int first = 0;
    while (first < bytes.length && bytes[first] != '\n') {
      first++;
    }
    assertThat(ByteRuns.find((byte) '\n', bytes, 0, bytes.length)).isEqualTo(first);
  }

  /** Each byte, in each of eight places, among printable ones. */
  @Test
  void endOfPrintable_isTheFirstOther() {
    for (int b = 0; b < 256; b++) {
      for (int at = 0; at < 17; at++) {
        byte[] bytes =
            "printable, ~ and all of it".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        bytes[at] = (byte) b;
        bytes[at + 1] = (byte) (b + 1); // no carry from one to the next counts
        bytes[at + 8] = (byte) 0xff;
        int first = isPrintable(b) ? isPrintable(b + 1 & 0xff) ? at + 8 : at + 1 : at;
        assertThat(ByteRuns.endOfPrintable(bytes, 0, bytes.length))
            .as("%d at %d", b, at)
            .isEqualTo(first);
      }
    }
  }

  private static boolean isPrintable(int b) {
    return b >= 0x20 && b <= 0x7e;
  }
}
