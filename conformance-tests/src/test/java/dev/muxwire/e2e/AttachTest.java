package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code muxwire attach} in a real terminal: what it shows, and how it leaves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AttachTest {
  private static final int PASTE_BYTES = 10 << 20;
  private static final String DETACH_KEY = "C-\\";

  private Installation installation;
  private ServerProcess server;
  private Tmux tmux;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    assumeTrue(Tmux.isInstalled(), "no tmux here");
    installation = new Installation(directory);
    server = installation.up();
  }

  @BeforeEach
  void openTerminal() throws Exception {
    tmux = Tmux.open(installation);
    tmux.command("stty -g > before");
  }

  @AfterEach
  void closeTerminal() {
    tmux.close();
  }

  @AfterAll
  void end() throws Exception {
    if (installation != null) {
      installation.close();
    }
  }

  private String open(String script) {
    return installation.run("new", "--no-tab", "--", "sh", "-c", script).succeeded().text().strip();
  }

  /** Attaches, and waits for what the program shows. */
  private void attach(String arguments, String text) {
    tmux.command("clear; muxwire attach " + arguments);
    tmux.awaitScreen(text);
  }

  private void assertRestored() throws Exception {
    tmux.command("stty -g > after; echo left-$((6*7))");
    tmux.awaitScreen("left-42");
    assertThat(installation.root().resolve("after"))
        .hasSameTextualContentAs(installation.root().resolve("before"));
    assertThat(tmux.variable("#{alternate_on},#{mouse_any_flag},#{cursor_flag}"))
        .isEqualTo("0,0,1");
  }

  @Test
  void readOnly_sendsNothing_andSaysSo() throws Exception {
    String id = open("echo shown; read line; echo got-$line; sleep 100");
    attach("--read-only " + id, "shown");
    tmux.command("typed");
    tmux.awaitScreen("muxwire: read-only; Ctrl-\\ leaves");
    tmux.awaitNotOnScreen("muxwire: read-only");
    assertThat(tmux.screen()).doesNotContain("typed", "got-");
    tmux.press("C-c");
    tmux.awaitScreen("muxwire: detached");
    assertRestored();
  }

  @Test
  void clipboard_isWrittenOnlyIfAllowed() {
    String script =
        "echo shown; while read x; do printf '\\033]52;c;aGVsbG8=\\007'; echo written-$x; done";
    attach(open(script), "shown");
    tmux.command("one");
    tmux.awaitScreen("written-one");
    assertThat(tmux.run("list-buffers")).isEmpty();
    tmux.press(DETACH_KEY);
    tmux.awaitScreen("muxwire: detached");
    attach("--allow-clipboard " + open(script), "shown");
    tmux.command("two");
    tmux.awaitScreen("written-two");
    assertThat(tmux.run("show-buffer")).isEqualTo("hello");
  }

  @Test
  void killedServer_isTold_andForgottenWhenItIsBack() {
    attach(open("echo shown; while read x; do echo got-$x; done"), "shown");
    server.kill();
    tmux.awaitScreen("muxwire: reconnecting ...");
    tmux.command("meanwhile");
    server.restart();
    tmux.awaitScreen("got-meanwhile");
    tmux.awaitNotOnScreen("muxwire:");
  }

  @Test
  void detaching_leavesTheTerminalAsItWas() throws Exception {
    String modes = "\\033[?1049h\\033[?1003h\\033[?2004h\\033[?25l\\033[5;10r";
    attach(open("printf '" + modes + "'; echo shown; sleep 100"), "shown");
    assertThat(tmux.variable("#{alternate_on},#{mouse_any_flag}")).isEqualTo("1,1");
    tmux.press(DETACH_KEY);
    tmux.awaitScreen("muxwire: detached");
    assertRestored();
  }

  @Test
  void sigterm_leavesTheTerminalAsItWas() throws Exception {
    attach(open("printf '\\033[?1049h\\033[?1003h\\033[?25l'; echo shown; sleep 100"), "shown");
    ProcessHandle attached = tmux.child();
    attached.destroy();
    attached.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    tmux.awaitNotOnScreen("shown");
    assertRestored();
  }

  @Test
  void programsEnd_isTold_andIsTheExitStatus() throws Exception {
    String id = open("echo shown; read x; exit 7");
    attach(id + "; echo status-$?", "shown");
    tmux.press("Enter");
    tmux.awaitScreen("muxwire: terminal " + id + " exited with status 7.");
    tmux.awaitScreen("status-7");
    assertRestored();
  }

  @Test
  void windowSize_isFollowed() {
    attach(
        open("trap 'echo size-$(stty size)' WINCH; echo shown; while :; do read x; done"), "shown");
    tmux.run("resize-window", "-x", "90", "-y", "20");
    tmux.awaitScreen("size-20 90");
  }

  @Test
  void hugePaste_arrivesWhole() throws Exception {
    byte[] text = new byte[PASTE_BYTES];
    Random random = new Random(7);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i % 80 == 79 ? '\n' : 'a' + random.nextInt(26));
    }
    Path file = Files.write(installation.root().resolve("pasted"), text);
    attach(open("stty raw -echo; echo shown; head -c " + PASTE_BYTES + " | sha256sum"), "shown");
    tmux.run("load-buffer", file.toString());
    tmux.run("paste-buffer", "-r", "-d");
    tmux.awaitScreen(Hashes.of(text));
  }
}
