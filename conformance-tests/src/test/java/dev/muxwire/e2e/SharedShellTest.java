package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muxwire.host.pty.PtySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code muxwire up}, and two windows that use its one shell together. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedShellTest {
  private static final String DETACH = "\034";
  private static final String CLEARED = "\033[H\033[2J";
  private static final String CTRL_C = "\003";

  private Installation installation;
  private ServerProcess server;
  private Window first;
  private Window second;
  private int marks;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    server = installation.up();
    first = attach(80, 24);
    second = attach(100, 30);
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  @BeforeEach
  void bothAttached() throws Exception {
    awaitBoth();
  }

  private Window attach(int columns, int rows) throws Exception {
    Window window = Window.open(installation, new PtySize(columns, rows), "attach");
    // What is typed earlier answers the questions that line editors ask terminals.
    window.awaitText(CLEARED);
    return window;
  }

  /** Types a command into a window whose output, unlike its echo, has a new mark. */
  private String typeMark(Window window) {
    marks++;
    window.type("echo mark-$((1000+" + marks + "))\r");
    return "mark-" + (1000 + marks);
  }

  private void awaitBoth() {
    String mark = typeMark(first);
    first.awaitText(mark);
    second.awaitText(mark);
    String back = typeMark(second);
    first.awaitText(back);
    second.awaitText(back);
    first.forget();
    second.forget();
  }

  private String shellPid() {
    first.forget();
    first.type("echo pid=$$=\r");
    return first.awaitMatch(Pattern.compile("pid=([0-9]+)="));
  }

  /** The window's size becomes the terminal's, once its client has noticed a change of it. */
  private void awaitSize(Window window, String rowsAndColumns) {
    Pattern size = Pattern.compile("size=([0-9 ]+)=");
    Awaitility.await("the size " + rowsAndColumns)
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              first.forget();
              second.forget();
              window.type("echo size=$(stty size)=\r");
              return first.awaitMatch(size).equals(rowsAndColumns)
                  && second.awaitMatch(size).equals(rowsAndColumns);
            });
  }

  @Test
  void typedInOne_isSeenInBoth() {
    first.type("echo shared-$((6*7))\r");
    first.awaitText("shared-42");
    second.awaitText("shared-42");
  }

  @Test
  void vim_editsAFile_inBothWindows() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/vim")), "no vim here");
    first.type("vim -u NONE -N written.txt; echo left-$((40+2))\r");
    first.awaitText("[New]");
    first.type("ifrom the first");
    second.awaitText("from the first");
    second.type("\033ofrom the second\033:wq\r");
    first.awaitText("left-42");
    second.awaitText("left-42");
    assertThat(installation.root().resolve("written.txt"))
        .hasContent("from the first\nfrom the second\n");
  }

  @Test
  void less_pages_inBothWindows() {
    first.type("seq 1 5000 | less; echo left-$((40+2))\r");
    second.awaitText("\n20\r");
    // By the same user: less itself forgets a key that comes together with a new size.
    first.type("G");
    second.awaitText("4999");
    first.type("q");
    second.awaitText("left-42");
  }

  @Test
  void top_draws_inBothWindows() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/top")), "no top here");
    first.type("top; echo left-$((40+2))\r");
    first.awaitText("load average");
    second.awaitText("load average");
    first.type("q");
    second.awaitText("left-42");
  }

  @Test
  void resize_followsWhoTypedLast() {
    awaitSize(first, "24 80");
    awaitSize(second, "30 100");
    second.resize(90, 40);
    awaitSize(second, "40 90");
    awaitSize(first, "24 80");
    second.resize(100, 30);
    awaitSize(second, "30 100");
  }

  @Test
  void ctrlC_endsAFlood() {
    first.type("yes flooded\r");
    first.awaitBytes(2_000_000);
    second.awaitBytes(2_000_000);
    second.type(CTRL_C);
    String mark = typeMark(second);
    second.awaitText(mark);
    first.awaitText(mark);
  }

  @Test
  void detachKey_leavesTheShellToOthers() throws Exception {
    Window third = attach(80, 24);
    String mark = typeMark(third);
    third.awaitText(mark);
    third.type(DETACH);
    assertThat(third.exit().status()).isZero();
    third.awaitText("detached");
  }

  @Test
  void killedClient_findsTheScreenAgain() throws Exception {
    Window third = attach(80, 24);
    String mark = typeMark(third);
    third.awaitText(mark);
    third.kill();
    Window again = attach(80, 24);
    again.awaitText(mark);
    again.forget();
    String next = typeMark(again);
    again.awaitText(next);
    again.type(DETACH);
    assertThat(again.exit().status()).isZero();
  }

  @Test
  void stoppedServer_comesBackToTheSameShell_andClientsByThemselves() {
    String pid = shellPid();
    server.stopAndRestart();
    awaitBoth();
    assertThat(shellPid()).isEqualTo(pid);
  }

  @Test
  void killedServer_comesBackToTheSameShell_andClientsByThemselves() {
    String pid = shellPid();
    first.type("kept=before\r");
    awaitBoth();
    server.killAndRestart();
    awaitBoth();
    assertThat(shellPid()).isEqualTo(pid);
    first.type("echo still-$kept\r");
    second.awaitText("still-before");
  }
}
