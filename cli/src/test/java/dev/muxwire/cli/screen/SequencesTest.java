package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencesTest {
  /** What ECMA-48 says, as an expression: slower than what it is compared with. */
  private static final Pattern WHOLE =
      Pattern.compile("\033(?:\\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~]|[0-OQ-WYZ\\\\`-~])");

  private static final String ALPHABET = "[[[]PX^_Z\\`~@?;09 #/$\033\007\u007f\u0080mq";

  private static boolean isWhole(String sequence) {
    byte[] bytes = sequence.getBytes(StandardCharsets.ISO_8859_1);
    return Sequences.isWhole(bytes, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\033[m", "\033[>4;2m", "\033[4 q", "\033(B", "\033#8", "\033c", "\033\\"})
  void sequenceWithItsFinalByte_isWhole(String sequence) {
    assertThat(isWhole(sequence)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\033", "\033[", "\033[1", "\033[ 1m", "\033(", "\033]", "\033[\rm"})
  void partOfASequence_isNotWhole(String part) {
    assertThat(isWhole(part)).isFalse();
  }

  @Test
  void anySequence_isWholeAsTheStandardSays() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder sequence = new StringBuilder("\033");
      for (int left = random.nextInt(6); left > 0; left--) {
        sequence.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      assertThat(isWhole(sequence.toString()))
          .as(sequence.toString())
          .isEqualTo(WHOLE.matcher(sequence).matches());
    }
  }
}
