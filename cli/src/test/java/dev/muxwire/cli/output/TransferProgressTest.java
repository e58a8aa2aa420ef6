package dev.muxwire.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransferProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nowNanos;

  private TransferProgress progress(boolean wanted) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new TransferProgress(stream, wanted, () -> nowNanos);
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shortTransfer_isSilent() {
    TransferProgress progress = progress(true);
    progress.add(1 << 20);
    progress.end();
    assertThat(told()).isEmpty();
  }

  @Test
  void longTransfer_isTold_andTakenAway() {
    TransferProgress progress = progress(true);
    progress.add(1 << 20);
    nowNanos = TimeUnit.SECONDS.toNanos(2);
    progress.add(1 << 19);
    progress.end();
    assertThat(told()).isEqualTo("\r1.5 MiB ...\033[K\r\033[K");
  }

  @Test
  void withoutSomebodyToSeeIt_isSilent() {
    TransferProgress progress = progress(false);
    nowNanos = TimeUnit.SECONDS.toNanos(9);
    progress.add(1);
    progress.end();
    assertThat(told()).isEmpty();
  }
}
