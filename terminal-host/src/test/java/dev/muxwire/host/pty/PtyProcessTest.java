package dev.muxwire.host.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program in a terminal sees, and how it ends. */
class PtyProcessTest {
  @RepeatedTest(30)
  void size_isRightWhenTheProgramAsksAtOnce() throws Exception {
    PtySize size = new PtySize(133, 47);
    try (Terminal terminal =
        Terminal.run(new PtySpec("t1", List.of("stty", "size"), "", Map.of(), size))) {
      terminal.awaitExit();
      assertThat(terminal.text()).isEqualTo("47 133\r\n");
    }
  }

  @Test
  void resize_isSeenBySttyAndBySigwinch() throws Exception {
    try (Terminal terminal =
        Terminal.run(
            "sh", "-c", "trap 'stty size; exit 0' WINCH; echo ready; while :; do read x; done")) {
      terminal.awaitText("ready");
      terminal.process().resize(new PtySize(100, 31));
      assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(0, 0));
      assertThat(terminal.text()).endsWith("31 100\r\n");
    }
  }

  @Test
  void input_isEchoedAndRead() throws Exception {
    try (Terminal terminal = Terminal.run("cat")) {
      terminal.type("grüße\n");
      terminal.awaitText("grüße\r\ngrüße\r\n");
      terminal.type("\u0004");
      assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(0, 0));
    }
  }

  @Test
  void environment_hasTheTerminalAndTheOpenersValues() throws Exception {
    Map<String, String> added = Map.of("GREETING", "grüß dich", "EMPTY", "");
    String script = "echo \"$TERM,$MUXWIRE_TERMINAL_ID,$GREETING,${EMPTY-unset},$1\"; stty -a";
    PtySpec spec =
        new PtySpec("term-7", List.of("sh", "-c", script, "sh", "ä"), "", added, PtySize.DEFAULT);
    try (Terminal terminal = Terminal.run(spec)) {
      terminal.awaitExit();
      assertThat(terminal.text()).startsWith("xterm-256color,term-7,grüß dich,,ä\r\n");
      assertThat(terminal.text()).contains(" iutf8");
    }
  }

  @Test
  void directory_isTheOneAskedFor(@TempDir Path directory) throws Exception {
    PtySpec spec =
        new PtySpec("t1", List.of("pwd", "-P"), directory.toString(), Map.of(), PtySize.DEFAULT);
    try (Terminal terminal = Terminal.run(spec)) {
      terminal.awaitExit();
      assertThat(terminal.text()).isEqualTo(directory.toRealPath() + "\r\n");
    }
  }

  @Test
  void loginShell_reads() throws Exception {
    PtySpec spec = new PtySpec("t1", LoginShell.command("/bin/sh"), "", Map.of(), PtySize.DEFAULT);
    try (Terminal terminal = Terminal.run(spec)) {
      terminal.type("echo $((6*7))\nexit 3\n");
      assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(3, 0));
      assertThat(terminal.text()).contains("42\r\n");
    }
  }

  @Test
  void exit_tellsAStatusFromASignal() throws Exception {
    try (Terminal returned = Terminal.run("sh", "-c", "exit 137");
        Terminal killed = Terminal.run("sh", "-c", "kill -KILL $$")) {
      assertThat(returned.awaitExit()).isEqualTo(new PtyExit(137, 0));
      assertThat(killed.awaitExit()).isEqualTo(new PtyExit(0, 9));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PtySignal.class,
      names = {"HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM"})
  void signal_endsTheProgram(PtySignal signal) throws Exception {
    try (Terminal terminal = Terminal.run("sleep", "1000")) {
      assertThat(terminal.process().signal(signal)).isTrue();
      assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(0, signal.number()));
      assertThat(terminal.process().signal(signal)).isFalse();
    }
  }

  @Test
  void interrupt_endsTheForegroundJobOfAShell_andNotTheShell() throws Exception {
    try (Terminal terminal = Terminal.run("bash", "--norc", "-i")) {
      terminal.type("yes; echo status $?\n");
      terminal.awaitText("y\r\ny\r\n");
      terminal.process().signal(PtySignal.INT);
      terminal.type("echo alive $((40+2))\n");
      terminal.awaitText("alive 42\r\n");
    }
  }

  @Test
  void hangUp_endsTheShellTooAndNotOnlyItsJob() throws Exception {
    try (Terminal terminal = Terminal.run("bash", "--norc", "-i")) {
      terminal.type("sh -c 'echo job $((40+2)); sleep 1000'\n");
      terminal.awaitText("job 42\r\n");
      terminal.process().signal(PtySignal.HUP);
      assertThat(terminal.awaitExit().signal()).isEqualTo(PtySignal.HUP.number());
    }
  }

  @Test
  void controlC_typed_endsAFlood() throws Exception {
    try (Terminal terminal = Terminal.run("yes")) {
      terminal.awaitText("y\r\n");
      terminal.type("\u0003");
      assertThat(terminal.awaitExit().signal()).isEqualTo(PtySignal.INT.number());
    }
  }

  @Test
  void backgroundProgram_keepsNoTerminalOpen() throws Exception {
    try (Terminal terminal = Terminal.run("sh", "-c", "trap '' HUP; yes & echo $! >&2")) {
      assertThat(terminal.awaitExit()).isEqualTo(new PtyExit(0, 0));
      // The pseudo-terminal is gone, and with it the writer.
      long pid = Long.parseLong(terminal.text().replaceAll("(?s)[y\r\n]*(\\d+).*", "$1"));
      await().atMost(Terminal.PATIENCE).until(() -> ProcessHandle.of(pid).isEmpty());
    }
  }

  @Test
  void closedOutput_isNoEnd() throws Exception {
    String script = "exec </dev/null >/dev/null 2>&1; echo again >/dev/tty";
    try (Terminal terminal = Terminal.run("sh", "-c", script)) {
      terminal.awaitExit();
      assertThat(terminal.text()).isEqualTo("again\r\n");
    }
  }

  @Test
  void close_hangsUp() throws Exception {
    try (Terminal terminal = Terminal.run("sleep", "1000")) {
      terminal.process().close();
      assertThat(terminal.awaitExit().signal()).isEqualTo(PtySignal.HUP.number());
    }
  }

  @Test
  void close_killsWhatIgnoresTheHangUp() throws Exception {
    PtyLimits impatient = new PtyLimits(32 << 10, 1 << 20, 200, 256 << 10);
    String script = "trap '' HUP; sleep 1000 & echo job $!; while :; do wait; done";
    try (Terminal terminal = Terminal.run(impatient, "sh", "-c", script)) {
      terminal.awaitText("job ");
      terminal.awaitText("\r\n");
      long job = Long.parseLong(terminal.text().replaceAll("\\D", ""));
      terminal.process().close();
      assertThat(terminal.awaitExit().signal()).isEqualTo(PtySignal.KILL.number());
      await().atMost(Terminal.PATIENCE).until(() -> !lives(job));
    }
  }

  @Test
  void end_leavesNoDescriptorBehind() throws Exception {
    try (Terminal warmUp = Terminal.run("true")) {
      warmUp.awaitExit();
    }
    long before = descriptors();
    for (int round = 0; round < 20; round++) {
      try (Terminal terminal = Terminal.run("true")) {
        terminal.awaitExit();
      }
    }
    await().atMost(Terminal.PATIENCE).until(() -> descriptors() <= before + 2);
  }

  private static long descriptors() throws Exception {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  private static boolean lives(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }
}
