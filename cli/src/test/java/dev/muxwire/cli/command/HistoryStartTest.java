package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HistoryStartTest {
  private final List<Long> pageSizes = new ArrayList<>();

  private String last(String output, long retainedFrom, long lines) {
    byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
    HistoryStart.Pages pages =
        (from, to) -> {
          assertThat(from).isGreaterThanOrEqualTo(retainedFrom);
          pageSizes.add(to - from);
          return Arrays.copyOfRange(bytes, (int) from, (int) to);
        };
    long start = HistoryStart.ofLastLines(pages, retainedFrom, bytes.length, lines);
    return new String(bytes, (int) start, bytes.length - (int) start, StandardCharsets.UTF_8);
  }

  @Test
  void lastLines_areThoseBeforeTheEnd_finishedOrNot() {
    assertThat(last("a\nb\nc\n", 0, 2)).isEqualTo("b\nc\n");
    assertThat(last("a\nb\nc", 0, 2)).isEqualTo("b\nc");
    assertThat(last("a\n\n\n", 0, 2)).isEqualTo("\n\n");
    assertThat(last("a\nb\n", 0, 0)).isEmpty();
    assertThat(last("", 0, 5)).isEmpty();
  }

  @Test
  void moreLinesThanThereAre_areAllThatIsRetained() {
    assertThat(last("a\nb\n", 0, 9)).isEqualTo("a\nb\n");
    assertThat(last("xx\nb\nc\n", 1, 9)).isEqualTo("x\nb\nc\n");
  }

  @Test
  void longHistory_isReadOnlyAsFarAsNeeded() {
    String lines = "0123456789\n".repeat(1_000_000);
    assertThat(last(lines, 0, 3)).isEqualTo("0123456789\n".repeat(3));
    assertThat(pageSizes).containsExactly(64L << 10);
    pageSizes.clear();
    assertThat(last(lines, 0, 500_000)).hasSize(500_000 * 11);
    assertThat(pageSizes).allMatch(size -> size <= 1 << 20);
  }

  @Property
  void lastLines_areAsManyAsAsked(
      @ForAll @IntRange(max = 60_000) int lineLength,
      @ForAll @IntRange(min = 1, max = 9) int count) {
    String line = "x".repeat(lineLength) + "\n";
    assertThat(last(line.repeat(12), 0, count)).isEqualTo(line.repeat(count));
  }
}
