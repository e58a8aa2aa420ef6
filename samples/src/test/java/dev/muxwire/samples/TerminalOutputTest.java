package dev.muxwire.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.samples.TerminalOutput.Write;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {
  @Property(tries = 20)
  void calmTurn_isAsMeasured(@ForAll long seed) {
    Shape shape = new Shape(TerminalOutput.calmTurn(seed));

    assertThat(shape.sizes).hasSize(15);
    assertThat(shape.bytes.size()).isEqualTo(2_000);
    assertThat(shape.time).isEqualTo(Duration.ofMillis(16_700));
    assertThat(shape.quantile(0.5)).isBetween(48, 56);
    assertThat(shape.quantile(0.9)).isBetween(240, 280);
  }

  @Property(tries = 5)
  void burst_isAsMeasured(@ForAll long seed) {
    Shape shape = new Shape(TerminalOutput.burst(seed));

    assertThat(shape.sizes).hasSize(3_239);
    assertThat(shape.bytes.size()).isBetween(777_000 * 97 / 100, 777_000 * 103 / 100);
    assertThat(shape.time).isEqualTo(Duration.ofMillis(1_250));
    assertThat(shape.quantile(0.5)).isBetween(125, 135);
    assertThat(shape.quantile(0.9)).isBetween(500, 526);
    assertThat(shape.quantile(0.99)).isBetween(1_350, 1_450);
    assertThat(shape.quantile(1)).isBetween(6_500, 7_000);
  }

  @Test
  void text_isColoured_andOfManyShortLines() {
    String text = new Shape(TerminalOutput.burst(1)).bytes.toString(StandardCharsets.UTF_8);
    int lines = text.split("\r\n", -1).length;

    assertThat(text.length() / lines).isBetween(20, 80);
    assertThat(text).contains("\u001b[32m", "\u001b[0m", "✓");
    assertThat((double) jsonLength(text) / text.length()).isBetween(1.2, 1.9);
  }

  private static int jsonLength(String text) {
    return text.chars().map(c -> c == '\r' || c == '\n' ? 2 : c < ' ' ? 6 : 1).sum();
  }

  @Test
  void bytes_ofTheSameSeed_areTheSame() {
    byte[] first = new Shape(TerminalOutput.burst(4)).bytes.toByteArray();

    assertThat(new Shape(TerminalOutput.burst(4)).bytes.toByteArray()).isEqualTo(first);
    assertThat(new Shape(TerminalOutput.burst(5)).bytes.toByteArray()).isNotEqualTo(first);
  }

  private static final class Shape {
    final List<Integer> sizes = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Duration time = Duration.ZERO;

    Shape(Iterator<Write> writes) {
      writes.forEachRemaining(
          write -> {
            assertThat(write.delay().isNegative()).isFalse();
            sizes.add(write.bytes().length);
            bytes.writeBytes(write.bytes());
            time = time.plus(write.delay());
          });
      sizes.sort(null);
    }

    int quantile(double quantile) {
      return sizes.get((int) Math.ceil(quantile * sizes.size()) - 1);
    }
  }
}
