package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lines look like to somebody who reads them. */
final class TextReaderTest {
  private static List<String> read(String raw) {
    return read(raw.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> read(byte[] raw) {
    TextBlock text = new TextBlock();
    new TextReader(text).read(raw, 0, raw.length, 0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < text.lines(); i++) {
      int length = text.textEnd(i) - text.textStart(i);
      lines.add(new String(text.bytes(), text.textStart(i), length, StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static byte[] latin1(String raw) {
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void plainLines_areTheirBytes() {
    assertThat(read("one\n")).containsExactly("one");
    assertThat(read("one\r\r\n")).containsExactly("one");
    assertThat(read("naïve 日本 🎉\n")).containsExactly("naïve 日本 🎉");
    assertThat(read("a\tb\n")).containsExactly("a\tb");
    assertThat(read("\n")).containsExactly("");
    assertThat(read("prompt$ ")).containsExactly("prompt$ ");
  }

  @Test
  void sequences_areLeftOut() {
    assertThat(read("\033[1;31merror\033[0m: \033[Kno\n")).containsExactly("error: no");
    assertThat(read("\033]0;title\007$ ls\n")).containsExactly("$ ls");
    assertThat(read("\033]8;;http://x\033\\link\033]8;;\033\\\n")).containsExactly("link");
    assertThat(read("a\033P1$rq\033\\b\033_apc\033\\c\033^pm\033\\d\033Xsos\033\\e\n"))
        .containsExactly("abcde");
    assertThat(read("\033(Bx\033)0y\033=z\033>\n")).containsExactly("xyz");
    assertThat(read("\u009b31mred\u009d2;t\u009cx\n")).containsExactly("redx");
    assertThat(read("be\007ll\000\016\017\177\n")).containsExactly("bell");
    assertThat(read("a\033[31\030b\033]2;broken\032c\n")).containsExactly("abc");
  }

  @Test
  void sequences_thatAreNotComplete_endWithTheirLine() {
    assertThat(read("a\033[31")).containsExactly("a");
    assertThat(read("a\033]0;title\n")).containsExactly("a");
    assertThat(read("a\033")).containsExactly("a");
    assertThat(read("a\033[3\033[1mb\n")).containsExactly("ab");
  }

  @Test
  void bytesThatAreNoCharacters_areReplaced() {
    assertThat(read(latin1("a\u00ffb\n"))).containsExactly("a\ufffdb");
    assertThat(read(latin1("a\u009b31mb\n"))).containsExactly("a\ufffd31mb"); // no C1 in UTF-8
    assertThat(read(latin1("\u00e6\u0097x\n"))).containsExactly("\ufffdx");
    assertThat(read(latin1("\u00c0\u00af\n"))).containsExactly("\ufffd\ufffd");
    assertThat(read(latin1("\u00ed\u00a0\u0080\n"))).containsExactly("\ufffd\ufffd\ufffd");
    assertThat(read(latin1("x\u00c3"))).containsExactly("x\ufffd");
  }

  @Test
  void whatIsWrittenOver_isAsItStoodLast() {
    assertThat(read("10%\r50%\r100%\n")).containsExactly("100%");
    assertThat(read("Progress: 100%\rDone\n")).containsExactly("Doneress: 100%");
    assertThat(read("Progress: 100%\r\033[KDone\n")).containsExactly("Done");
    assertThat(read("Progress: 100%\r\033[2KDone\n")).containsExactly("Done");
    assertThat(read("abc\b\bX\n")).containsExactly("aXc");
    assertThat(read("N\bNA\bAM\bME\bE\n")).containsExactly("NAME");
    assertThat(read("abcdef\033[3GX\n")).containsExactly("abXdef");
    assertThat(read("abcdef\033[4DX\n")).containsExactly("abXdef");
    assertThat(read("a\033[3Cb\n")).containsExactly("a   b");
    assertThat(read("abc\r\033[Pd\n")).containsExactly("dc");
    assertThat(read("abc\r\033[2@d\n")).containsExactly("d abc");
    assertThat(read("abcdef\r\033[3Xx\n")).containsExactly("x  def");
    assertThat(read("abcdef\033[3D\033[1Kx\n")).containsExactly("   xef");
    assertThat(read("-\033[9b|\n")).containsExactly("----------|");
    assertThat(read("日本\b\bX\n")).containsExactly("日X ");
    assertThat(read("日本\rX\n")).containsExactly("X 本");
    assertThat(read("a\tb\rxyz\n")).containsExactly("xyz     b");
    assertThat(read("a\tb\r\033[9GX\n")).containsExactly("a\tX");
  }

  @Test
  void otherRows_areOtherLines() {
    assertThat(read("\033[2;1Hrow two\033[5;3Hrow five")).containsExactly("row two", "row five");
    assertThat(read("one\033[Atwo\033Ethree\fsix\n")).containsExactly("one", "two", "three", "six");
    assertThat(read("\033[?1049h\033[H\033[2Jvim\033[?1049l$ \n")).containsExactly("vim", "$ ");
    assertThat(read("text\033[H")).containsExactly("text");
    assertThat(read("over\rwritten\033[Hnext\r\033[3Cx\n")).containsExactly("written", "nexx");
  }

  @Test
  void whatOnlyMoves_fillsNoMoreThanATerminal() {
    String far = "\033[9999Cx".repeat(500) + "\033[9999b".repeat(500) + "\t".repeat(3000) + "\r\n";
    assertThat(read(far + "").get(0).length()).isLessThan(8_000);
  }
}
