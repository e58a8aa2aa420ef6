package dev.muxwire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.screen.InputSeparator;
import dev.muxwire.cli.screen.OutputFilter;
import dev.muxwire.cli.screen.PlainTextWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs write and people type, wherever it is cut. */
class ScreenFuzzTest {
  private static final List<byte[]> VALID =
      Stream.of(
              "plain é€𝄞 \u001b[1;31mred\u001b[0m\r\n\u001b]0;title\u0007",
              "\u001b]52;c;aGk=\u001b\\\u001b[6n\u001b[>c\u001bP+q544e\u001b\\\u001b[?1049h",
              "ab\bc\t\u001b[9Gx\u001b[3Py\u001b[1K\u001b[5D\u001b[8Cz\r\u001b[>4;2m\u001b[<u\u001b[4 q",
              "\u001b(B\u001b#8\u001b[21t\u001b ~\u001b[?2004h\u001b_x\u001b\\\u0018\u001a")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  private interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  @Test
  void filteredOutput_isTheSameWhereverItIsCut() {
    Campaign.run(
        "screen-output",
        Bounds.PARSER,
        Inputs.mutationsOf(VALID),
        input -> {
          for (boolean history : new boolean[] {false, true}) {
            assertThat(filtered(input, history, true)).isEqualTo(filtered(input, history, false));
          }
        });
  }

  private static byte[] filtered(byte[] input, boolean history, boolean whole) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputFilter filter = new OutputFilter(out);
    write(input, whole, part -> filter.write(part, history));
    return out.toByteArray();
  }

  @Test
  void plainText_isTheSameWhereverItIsCut() {
    Campaign.run(
        "screen-text",
        Bounds.PARSER,
        Inputs.mutationsOf(VALID),
        input -> assertThat(plain(input, true)).isEqualTo(plain(input, false)));
  }

  private static byte[] plain(byte[] input, boolean whole) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlainTextWriter writer = new PlainTextWriter(out);
    write(input, whole, writer::write);
    writer.finish();
    return out.toByteArray();
  }

  private static void write(byte[] input, boolean whole, Sink sink) throws IOException {
    if (whole) {
      sink.write(input);
      return;
    }
    SplittableRandom random = new SplittableRandom(input.length);
    int at = 0;
    while (at < input.length) {
      int end = Math.min(input.length, at + 1 + random.nextInt(1 + random.nextInt(300)));
      sink.write(Arrays.copyOfRange(input, at, end));
      at = end;
    }
  }

  @Test
  void typedInput_comesOutWholeAndInOrder() {
    Campaign.run(
        "screen-input",
        Bounds.PARSER,
        Inputs.mutationsOf(VALID),
        input -> {
          ByteArrayOutputStream parts = new ByteArrayOutputStream();
          for (InputSeparator.Part part : new InputSeparator().separate(input, input.length)) {
            parts.writeBytes(part.bytes());
          }
          assertThat(parts.toByteArray()).isEqualTo(input);
        });
  }
}
