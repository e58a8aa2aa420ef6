package dev.muxwire.bench.scrollback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  @Test
  void file_hasTheLinesThatWereAskedFor(@TempDir Path directory) throws Exception {
    for (long lines : new long[] {1, 100, 12_345}) {
      Path file = directory.resolve("history");
      History.write(file, lines);
      byte[] written = Files.readAllBytes(file);
      assertThat(lines(written)).isEqualTo(lines);
      assertThat(written[written.length - 1]).isEqualTo((byte) '\n');
    }
  }

  @Test
  void endOfLines_isBehindTheLastOne() {
    byte[] text = "a\nbc\nd".getBytes(StandardCharsets.US_ASCII);
    assertThat(History.endOfLines(text, 1)).isEqualTo(2);
    assertThat(History.endOfLines(text, 2)).isEqualTo(5);
    assertThat(History.endOfLines(text, 3)).isEqualTo(6);
  }

  private static long lines(byte[] text) {
    long lines = 0;
    for (byte next : text) {
      lines += next == '\n' ? 1 : 0;
    }
    return lines;
  }
}
