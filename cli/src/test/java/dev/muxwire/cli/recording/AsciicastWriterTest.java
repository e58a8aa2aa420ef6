package dev.muxwire.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AsciicastWriterTest {
  private final StringBuilder out = new StringBuilder();
  private AsciicastWriter writer = writer(OptionalLong.of(0));

  private AsciicastWriter writer(OptionalLong start) {
    return new AsciicastWriter(
        out,
        new AsciicastWriter.Header(
            new TerminalSize(80, 24), start, OptionalLong.of(1_504_467_315_900L), "make \"all\""));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String[] finish() throws IOException {
    writer.finish();
    assertThat(out.toString()).endsWith("\n");
    return out.toString().split("\n");
  }

  @Test
  void header_tellsSize_timeAndTitle() throws IOException {
    assertThat(finish())
        .containsExactly(
            "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"timestamp\":1504467315,"
                + "\"title\":\"make \\\"all\\\"\"}");
  }

  @Test
  void intervals_areSinceTheEventBefore_toTheMicrosecond() throws IOException {
    writer.elapsed(248_001);
    writer.output(utf8("a"));
    writer.output(utf8("b"));
    writer.elapsed(100_248_001);
    writer.output(utf8("c"));
    assertThat(finish())
        .endsWith("[0.248001, \"o\", \"a\"]", "[0, \"o\", \"b\"]", "[100, \"o\", \"c\"]");
  }

  @Test
  void escapeSequences_areEscapedAsJson_andUmlautsAreNot() throws IOException {
    writer.output(utf8("\u001b[1;31mü\"\\\r\n\u0007<&>"));
    assertThat(finish()[1]).isEqualTo("[0, \"o\", \"\\u001b[1;31mü\\\"\\\\\\r\\n\\u0007<&>\"]");
  }

  @Test
  void characterSplitOverOutput_comesWhole_withItsLastByte() throws IOException {
    byte[] emoji = utf8("x😀y");
    for (int i = 0; i < emoji.length; i++) {
      writer.elapsed(i * 1_000_000L);
      writer.output(new byte[] {emoji[i]});
    }
    assertThat(finish()).endsWith("[0, \"o\", \"x\"]", "[4, \"o\", \"😀\"]", "[1, \"o\", \"y\"]");
  }

  @Test
  void bytesThatAreNoUtf8_becomeReplacementCharacters() throws IOException {
    writer.output(new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xE2});
    writer.output(utf8("c"));
    writer.output(new byte[] {(byte) 0xF0, (byte) 0x9F});
    assertThat(finish())
        .endsWith("[0, \"o\", \"a\uFFFDb\"]", "[0, \"o\", \"\uFFFDc\"]", "[0, \"o\", \"\uFFFD\"]");
  }

  @Test
  void resize_isAnEvent_butNotBeforeOutput_norToTheSameSize() throws IOException {
    writer.resized(new TerminalSize(90, 30));
    writer.output(utf8("a"));
    writer.elapsed(500_000);
    writer.resized(new TerminalSize(90, 30));
    writer.resized(new TerminalSize(100, 40));
    String[] lines = finish();
    assertThat(lines[0]).contains("\"cols\":90,\"rows\":30");
    assertThat(lines).hasSize(3).endsWith("[0.5, \"r\", \"100x40\"]");
  }

  @Test
  void holeAndExit_endACharacterThatWasBegun() throws IOException {
    writer.output(new byte[] {(byte) 0xE2});
    writer.marker("7 bytes are missing.");
    writer.output(new byte[] {(byte) 0xE2});
    writer.elapsed(2_000_000);
    writer.exited(137);
    assertThat(finish())
        .endsWith(
            "[0, \"o\", \"\uFFFD\"]",
            "[0, \"m\", \"7 bytes are missing.\"]",
            "[2, \"o\", \"\uFFFD\"]",
            "[0, \"x\", \"137\"]");
  }

  @Test
  void recordingFromTheMiddle_beginsWithItsFirstTime() throws IOException {
    writer = writer(OptionalLong.empty());
    writer.marker("what came before is gone.");
    writer.elapsed(60_000_000);
    writer.output(utf8("a"));
    writer.elapsed(61_500_000);
    writer.output(utf8("b"));
    String[] lines = finish();
    assertThat(lines[0]).contains("\"timestamp\":1504467375");
    assertThat(lines)
        .endsWith(
            "[0, \"m\", \"what came before is gone.\"]",
            "[0, \"o\", \"a\"]",
            "[1.5, \"o\", \"b\"]");
  }

  @Test
  void timeThatGoesBack_countsAsNone() throws IOException {
    writer.elapsed(5_000_000);
    writer.output(utf8("a"));
    writer.elapsed(3_000_000);
    writer.output(utf8("b"));
    assertThat(finish()).endsWith("[5, \"o\", \"a\"]", "[0, \"o\", \"b\"]");
  }
}
