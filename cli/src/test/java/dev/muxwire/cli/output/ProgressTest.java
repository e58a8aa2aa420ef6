package dev.muxwire.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nowNanos;

  private Progress progress(boolean wanted, boolean terminal) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Progress(
        new Console(stream, stream, false, terminal), wanted, "entities", 1_000, () -> nowNanos);
  }

  private void work(Progress progress) {
    for (int i = 0; i < 10; i++) {
      nowNanos += TimeUnit.SECONDS.toNanos(1);
      progress.advance(100);
    }
    progress.end();
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void elsewhereThanOnATerminal_nothingIsTold_unlessWanted() {
    work(progress(false, false));

    assertThat(told()).isEmpty();
  }

  @Test
  void whereWanted_aLineIsToldEveryTwoSeconds() {
    work(progress(true, false));

    assertThat(told().lines())
        .hasSize(6)
        .contains(" 20 %  200 of 1,000 entities, 100/s")
        .endsWith("100 %  1,000 of 1,000 entities, 100/s");
  }

  @Test
  void onATerminal_oneLineChanges() {
    work(progress(false, true));

    assertThat(told()).contains("\r 50 %  500 of").endsWith("\n").doesNotContain("100/s\n\r");
    assertThat(told().lines().count()).isLessThanOrEqualTo(12);
  }

  @Test
  void shortWork_isNotToldOf() {
    Progress progress = progress(false, true);
    progress.advance(1_000);
    progress.end();

    assertThat(told()).isEmpty();
  }
}
