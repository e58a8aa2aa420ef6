package dev.muxwire.host.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes in and out, in bulk: all of them, in order, and neither direction stops the other. */
class PtyStreamsTest {
  private static final int PASTE_BYTES = 10 << 20;
  private static final int PIECE_BYTES = 16 << 10;

  @RepeatedTest(20)
  void output_isCompleteBeforeTheExit() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (int line = 1; line <= 200_000; line++) {
      expected.append(line).append("\r\n");
    }
    try (Terminal terminal = Terminal.run("seq", "1", "200000")) {
      terminal.awaitExit();
      assertThat(hash(terminal.bytes())).isEqualTo(hash(utf8(expected.toString())));
    }
  }

  @Test
  void manyTerminals_startedAtOnce_keepTheirOutputApart() throws Exception {
    List<CompletableFuture<Terminal>> starts =
        IntStream.range(0, 40)
            .mapToObj(
                number ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return Terminal.run("seq", "-f", number + ":%g", "1", "5000");
                          } catch (SpawnFailedException e) {
                            throw new CompletionException(e);
                          }
                        }))
            .toList();
    for (int number = 0; number < starts.size(); number++) {
      StringBuilder expected = new StringBuilder();
      for (int line = 1; line <= 5_000; line++) {
        expected.append(number).append(':').append(line).append("\r\n");
      }
      try (Terminal terminal = starts.get(number).join()) {
        assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(0, 0));
        assertThat(terminal.text().contentEquals(expected)).isTrue();
      }
    }
  }

  @Test
  void paste_arrivesIntactWhileOutputFlows(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pasted");
    byte[] paste = lines(PASTE_BYTES);
    // Echo makes as much output as there is input; `yes` makes more, in the same terminal.
    String script = "yes & cat >'" + file + "'; kill $!; echo done";
    try (Terminal terminal = Terminal.run("sh", "-c", script)) {
      AtomicLong written = paste(terminal, paste);
      await().atMost(Terminal.PATIENCE).until(() -> written.get() == paste.length);
      terminal.type("\u0004");
      terminal.awaitExit();
      assertThat(hash(Files.readAllBytes(file))).isEqualTo(hash(paste));
    }
  }

  @Test
  void binaryInput_passesARawTerminalUnchanged(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("raw");
    byte[] paste = new byte[1 << 20];
    new Random(7).nextBytes(paste);
    String script = "stty raw -echo; echo ready; head -c " + paste.length + " >'" + file + "'";
    try (Terminal terminal = Terminal.run("sh", "-c", script)) {
      terminal.awaitText("ready");
      paste(terminal, paste);
      terminal.awaitExit();
      assertThat(hash(Files.readAllBytes(file))).isEqualTo(hash(paste));
    }
  }

  @Test
  void input_thatNobodyReads_fillsTheQueueOnly_andSignalsStillWork() throws Exception {
    String script = "stty raw -echo; echo ready; exec sleep 1000";
    try (Terminal terminal = Terminal.run("sh", "-c", script)) {
      terminal.awaitText("ready");
      AtomicInteger accepted = new AtomicInteger();
      byte[] piece = new byte[PIECE_BYTES];
      AtomicInteger written = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      while (terminal
          .process()
          .write(piece, done -> (done ? written : refused).incrementAndGet())) {
        accepted.incrementAndGet();
        assertThat(accepted.get()).isLessThan(200);
      }
      assertThat(accepted.get()).isGreaterThanOrEqualTo((1 << 20) / PIECE_BYTES);
      terminal.process().signal(PtySignal.TERM);
      assertThat(terminal.awaitExit().signal()).isEqualTo(PtySignal.TERM.number());
      await()
          .atMost(Terminal.PATIENCE) // the exit is told before the queue is closed
          .until(() -> !terminal.process().write(piece, done -> {}));
      await()
          .atMost(Terminal.PATIENCE)
          .until(() -> written.get() + refused.get() == accepted.get());
      assertThat(refused.get()).isPositive();
    }
  }

  @Test
  void output_thatNobodyTakes_stopsTheProgram() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    CountDownLatch exited = new CountDownLatch(1);
    PtyProcess process =
        PtyProcess.spawn(Terminal.spec("sh", "-c", "yes | head -c 3000000"), PtyLimits.DEFAULT);
    process.begin(
        new PtyListener() {
          @Override
          public void output(byte[] data, long elapsedMicros) throws InterruptedException {
            taken.await();
            received.addAndGet(data.length);
          }

          @Override
          public void exited(PtyExit exit, long elapsedMicros) {
            exited.countDown();
          }
        });
    awaitStopped(process.pid(), "head");
    assertThat(received.get()).isZero();
    taken.countDown();
    await().atMost(Terminal.PATIENCE).until(() -> exited.getCount() == 0);
    assertThat(received.get()).isEqualTo(4_500_000);
  }

  @Test
  void reads_coalesceWhatIsReady() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger largest = new AtomicInteger();
    CountDownLatch exited = new CountDownLatch(1);
    PtyProcess process =
        PtyProcess.spawn(Terminal.spec("sh", "-c", "yes | head -c 3000000"), PtyLimits.DEFAULT);
    process.begin(
        new PtyListener() {
          @Override
          public void output(byte[] data, long elapsedMicros) throws InterruptedException {
            go.await();
            largest.accumulateAndGet(data.length, Math::max);
          }

          @Override
          public void exited(PtyExit exit, long elapsedMicros) {
            exited.countDown();
          }
        });
    awaitStopped(process.pid(), "head");
    go.countDown();
    await().atMost(Terminal.PATIENCE).until(() -> exited.getCount() == 0);
    assertThat(largest.get()).isEqualTo(32 << 10);
  }

  private static AtomicLong paste(Terminal terminal, byte[] paste) {
    AtomicLong written = new AtomicLong();
    for (int from = 0; from < paste.length; from += PIECE_BYTES) {
      byte[] piece = Arrays.copyOfRange(paste, from, Math.min(paste.length, from + PIECE_BYTES));
      await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Terminal.PATIENCE)
          .until(() -> terminal.process().write(piece, done -> written.addAndGet(piece.length)));
    }
    return written;
  }

  /** Asleep and staying so, with all of its input at hand: it waits for room in the terminal. */
  private static void awaitStopped(int session, String name) {
    await()
        .atMost(Terminal.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .during(Duration.ofMillis(300))
        .until(() -> isAsleep(session, name));
  }

  private static boolean isAsleep(int session, String name) throws IOException {
    for (SessionProcesses.Member member : SessionProcesses.of(session)) {
      if (Files.readString(Path.of("/proc/" + member.pid() + "/stat"))
          .contains("(" + name + ") S")) {
        return true;
      }
    }
    return false;
  }

  private static byte[] lines(int byteCount) {
    Random random = new Random(42);
    byte[] bytes = new byte[byteCount];
    for (int i = 0; i < byteCount; i++) {
      bytes[i] = (byte) (i % 101 == 100 || i == byteCount - 1 ? '\n' : 'a' + random.nextInt(26));
    }
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
