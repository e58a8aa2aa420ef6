package dev.muxwire.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A real terminal with a shell in it: what a person sees, after every escape sequence was obeyed.
 * Has a {@code muxwire} that runs the packaged jar.
 */
final class Tmux implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A look at the screen is a process. */
  private static final Duration INTERVAL = Duration.ofMillis(60);

  private final Installation installation;
  private final Path directory;

  private Tmux(Installation installation, Path directory) {
    this.installation = installation;
    this.directory = directory;
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/tmux"));
  }

  static Tmux open(Installation installation) throws Exception {
    Path directory = Files.createTempDirectory("tmux");
    Tmux tmux = new Tmux(installation, directory);
    installation.closeLater(tmux);
    Path program = directory.resolve("muxwire");
    String command =
        MuxwireJar.command(MuxwireJar.QUICK_START, List.of()).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(program, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setAttribute(program, "posix:permissions", PosixFilePermissions.fromString("rwx------"));
    tmux.run("new-session", "-d", "-x", "100", "-y", "30", "bash --norc --noprofile");
    tmux.run("set-option", "-g", "set-clipboard", "on");
    tmux.command("PS1='$ '; clear; echo ready-$((6*7))");
    tmux.awaitScreen("ready-42");
    return tmux;
  }

  /** Runs a command of tmux; returns what it printed. */
  String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/tmux", "-f", "/dev/null"));
    command.addAll(Arrays.asList(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(installation.root().toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("TMUX"));
      builder.environment().putAll(installation.environment());
      builder.environment().put("TMUX_TMPDIR", directory.toString());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("PATH", directory + ":/usr/bin:/bin");
      Process process = builder.redirectErrorStream(true).start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("tmux does not end: " + command);
      }
      return out;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot run " + command, e);
    }
  }

  /** Types text as it is. */
  void type(String text) {
    run("send-keys", "-l", text);
  }

  /** Presses a key by tmux's name for it. */
  void press(String key) {
    run("send-keys", key);
  }

  /** Types a line. */
  void command(String line) {
    type(line);
    press("Enter");
  }

  String screen() {
    return run("capture-pane", "-p");
  }

  void awaitScreen(String text) {
    Awaitility.await("'" + text + "' on the screen")
        .atMost(PATIENCE)
        .pollInterval(INTERVAL)
        .untilAsserted(
            () -> {
              String screen = screen();
              if (!screen.contains(text)) {
                throw new AssertionError("not on the screen: '" + text + "' in:\n" + screen);
              }
            });
  }

  void awaitNotOnScreen(String text) {
    Awaitility.await("'" + text + "' off the screen")
        .atMost(PATIENCE)
        .pollInterval(INTERVAL)
        .until(() -> !screen().contains(text));
  }

  /** A variable of the window, as tmux formats it. */
  String variable(String format) {
    return run("display-message", "-p", format);
  }

  /** The command that the shell runs now. */
  ProcessHandle child() {
    long shell = Long.parseLong(variable("#{pane_pid}"));
    return ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow();
  }

  @Override
  public void close() {
    run("kill-server");
  }
}
