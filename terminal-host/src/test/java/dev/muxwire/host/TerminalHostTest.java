package dev.muxwire.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.host.pty.PtyLimits;
import dev.muxwire.host.pty.SpawnFailedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host between real programs and a scripted registration. */
class TerminalHostTest {
  private static final PtyLimits IMPATIENT = new PtyLimits(32 << 10, 1 << 20, 200, 256 << 10);

  private final AtomicReference<ScriptedRegistration> created = new AtomicReference<>();
  private final AtomicBoolean clientClosed = new AtomicBoolean();
  private final TerminalHost host =
      new TerminalHost(
          TerminalHostOptions.builder(
                  ClientOptions.builder(URI.create("ws://127.0.0.1:1/v1/sync")).build(),
                  "main",
                  "host")
              .shell("/bin/sh")
              .limits(new TerminalHostOptions.Limits(2, 100, 8_000, IMPATIENT))
              .build(),
          listener -> {
            created.set(new ScriptedRegistration(listener));
            return created.get();
          },
          () -> clientClosed.set(true));
  private final ScriptedRegistration server = Objects.requireNonNull(created.get());

  @AfterEach
  void endAllPrograms() {
    host.close();
  }

  @Test
  void open_publishesTheOutputAndThenTheExit() {
    PublishedBytes terminal = open("t1", "sh", "-c", "seq 1 50000; exit 3");
    TerminalExit exit = terminal.awaitExit();
    assertThat(exit.reason()).isEqualTo(TerminalExit.Reason.EXITED);
    assertThat(exit.status()).isEqualTo(3);
    assertThat(exit.exitedAtMs()).isPositive();
    assertThat(terminal.text()).startsWith("1\r\n2\r\n").endsWith("\r\n50000\r\n");
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
  }

  @Test
  void open_withoutCommand_runsALoginShell() {
    PublishedBytes terminal = open("t1");
    type(terminal, "echo shell $0 $((6*7)) $MUXWIRE_TERMINAL_ID\n").join();
    terminal.awaitText("shell /bin/sh 42 t1\r\n");
  }

  @Test
  void open_repeated_startsOnceAndAnswersTheSame(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("starts");
    String[] command = {"sh", "-c", "echo start >>'" + file + "'"};
    open("t1", command).awaitExit();
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
    server.listener().open("t1", spec(command)).join();
    assertThat(Files.readString(file)).isEqualTo("start\n");
  }

  @Test
  void open_ofWhatCannotRun_failsWithTheReason_alsoWhenRepeated() {
    for (int round = 0; round < 3; round++) {
      assertCannotStart("no-such-program was not found in PATH", "no-such-program");
    }
    assertThat(host.terminalCount()).isZero();
  }

  @Test
  void open_beyondTheLimit_isRefused_untilAnExitIsStored() {
    server.storesExits(false);
    PublishedBytes first = open("t1", "true");
    open("t2", "cat");
    first.awaitExit();
    assertFails(
        server.listener().open("t3", spec("cat")), ErrorCode.LIMIT_EXCEEDED, "maxTerminals = 2");
    first.storeExit();
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 1);
    open("t4", "cat");
    server.storesExits(true);
    server.terminal("t2").storeExit();
    server.terminal("t4").storeExit();
  }

  @Test
  void open_thatCannotBePublished_endsTheProgram() {
    server.refusesToPublish(true);
    assertCannotStart("published already", "cat");
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
  }

  @Test
  void append_thatSaysFull_holdsTheReader_andLosesNothing() {
    server.bufferBytes(10_000);
    PublishedBytes terminal = open("t1", "seq", "1", "100000");
    await().atMost(PublishedBytes.PATIENCE).until(terminal::isFull);
    // The scripted buffer throws at whoever does not wait; the program cannot end meanwhile.
    assertThat(terminal.hasExited()).isFalse();
    terminal.giveRoom();
    terminal.awaitExit();
    StringBuilder expected = new StringBuilder();
    for (int line = 1; line <= 100_000; line++) {
      expected.append(line).append("\r\n");
    }
    assertThat(terminal.text().contentEquals(expected)).isTrue();
  }

  @Test
  void input_isAcknowledgedWhenWritten_andFailsOnceTheProgramEnded() {
    server.storesExits(false);
    PublishedBytes terminal = open("t1", "cat");
    type(terminal, "hello\n").join();
    terminal.awaitText("hello\r\nhello\r\n");
    type(terminal, "\u0004").join();
    terminal.awaitExit();
    assertFails(type(terminal, "late\n"), ErrorCode.EXITED, "takes no more input");
    terminal.storeExit();
  }

  @Test
  void input_underWayWhenTheProgramEnds_fails() {
    PublishedBytes terminal = open("t1", "sh", "-c", "stty raw -echo; echo ready; exec sleep 999");
    terminal.awaitText("ready");
    CompletableFuture<Void> input = type(terminal, "x".repeat(500_000));
    terminal.listener().signal("KILL");
    assertThat(terminal.awaitExit().signal()).isEqualTo(9);
    assertFails(input, ErrorCode.EXITED, "takes no more input");
  }

  @Test
  void resize_isAnsweredWithTheNewSize() {
    PublishedBytes terminal =
        open("t1", "sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 1; done");
    terminal.awaitText("ready");
    terminal.listener().resize(new TerminalSize(101, 37));
    terminal.awaitText("37 101\r\n");
    assertThat(terminal.sizes()).containsExactly(new TerminalSize(101, 37));
  }

  @Test
  void signal_reachesTheProgram_andAnUnknownOneIsIgnored() {
    PublishedBytes terminal = open("t1", "yes");
    terminal.listener().signal("STOP");
    terminal.listener().signal("INT");
    TerminalExit exit = terminal.awaitExit();
    assertThat(exit.reason()).isEqualTo(TerminalExit.Reason.SIGNALED);
    assertThat(exit.signal()).isEqualTo(2);
  }

  @Test
  void end_endsTheProgram_evenAStubbornOneWhoseOutputIsStuck() {
    server.bufferBytes(10_000);
    PublishedBytes terminal =
        open("t1", "sh", "-c", "trap '' HUP; while :; do echo stubborn; done");
    await().atMost(PublishedBytes.PATIENCE).until(terminal::isFull);
    server.listener().end("t1");
    server.listener().end("never-opened");
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
  }

  @Test
  void lostRole_endsAllProgramsAndTheHost() {
    open("t1", "cat");
    open("t2", "cat");
    server.listener().ended(new MuxwireException(ErrorCode.REPLACED, "another instance"));
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
    assertFails(host.ended(), ErrorCode.REPLACED, "another instance");
    assertFails(
        server.listener().open("t3", spec("cat")), ErrorCode.UNREACHABLE, "the host is stopping");
  }

  @Test
  void deletedWorkspace_endsTheRole_andWhoIgnoresTheHangUp() {
    PublishedBytes terminal =
        open("t1", "sh", "-c", "trap '' HUP; echo up; while :; do sleep 1; done");
    terminal.awaitText("up");
    server
        .listener()
        .ended(new MuxwireException(ErrorCode.NOT_FOUND, "workspace 'main' was deleted"));
    terminal
        .listener()
        .ended(new MuxwireException(ErrorCode.NOT_FOUND, "workspace 'main' was deleted"));
    assertFails(host.ended(), ErrorCode.NOT_FOUND, "was deleted");
    host.close();
    await().atMost(PublishedBytes.PATIENCE).until(() -> host.terminalCount() == 0);
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void close_publishesTheExitsBeforeItDisconnects() {
    PublishedBytes terminal = open("t1", "sh", "-c", "trap 'echo bye; exit 0' HUP; echo up; cat");
    terminal.awaitText("up");
    host.close();
    assertThat(terminal.hasExited()).isTrue();
    assertThat(server.isClosed()).isTrue();
    assertThat(clientClosed).isTrue();
    assertThat(host.ended()).isCompleted();
  }

  private PublishedBytes open(String terminalId, String... command) {
    server
        .listener()
        .open(terminalId, spec(command))
        .orTimeout(PublishedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    return server.terminal(terminalId);
  }

  private static TerminalSpec spec(String... command) {
    return TerminalSpec.builder().command(List.of(command)).build();
  }

  private static CompletableFuture<Void> type(PublishedBytes terminal, String text) {
    return terminal
        .listener()
        .input(text.getBytes(StandardCharsets.UTF_8), true)
        .orTimeout(PublishedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void assertCannotStart(String reason, String... command) {
    assertThatThrownBy(() -> server.listener().open("t1", spec(command)).join())
        .cause()
        .isInstanceOf(SpawnFailedException.class)
        .hasMessage(reason);
  }

  private static void assertFails(CompletableFuture<Void> future, ErrorCode code, String reason) {
    assertThatThrownBy(
            () -> future.orTimeout(PublishedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            MuxwireException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(reason);
  }
}
