package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextWriterTest {
  @Test
  void sequences_areLeftOut() throws IOException {
    assertThat(plain("\033[1;31mred\033[0m \033]0;title\007and\033(B plain\r\n"))
        .isEqualTo("red and plain\n");
  }

  @Test
  void progress_showsWhatWasThereLast() throws IOException {
    assertThat(plain("10 %\r20 %\r100 %\r\ndone")).isEqualTo("100 %\ndone");
  }

  @Test
  void editingOfALine_isCarriedOut() throws IOException {
    // A shell's "lx", backspace, "s -l", then back three columns and erased to the end.
    assertThat(plain("lx\b \bs -l\b\b\b\033[K\r\n")).isEqualTo("ls\n");
    assertThat(plain("abcd\b\b\033[1P\r\n")).isEqualTo("abd\n");
  }

  @Test
  void characters_cutByChunks_stayWhole() throws IOException {
    byte[] bytes = "gr\u00fc\u00dfe \u4e16\u754c \ud83d\ude80\n".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlainTextWriter writer = new PlainTextWriter(out);
    for (byte value : bytes) {
      writer.write(new byte[] {value});
    }
    writer.finish();

    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  private static String plain(String output) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlainTextWriter writer = new PlainTextWriter(out);
    writer.write(output.getBytes(StandardCharsets.UTF_8));
    writer.finish();
    return out.toString(StandardCharsets.UTF_8);
  }
}
