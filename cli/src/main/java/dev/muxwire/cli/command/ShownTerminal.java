package dev.muxwire.cli.command;

import dev.muxwire.cli.client.NewTerminal;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceView;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which terminal a new pane shows: one that is there, or a new one. */
final class ShownTerminal {
  @Option(
      names = "--terminal",
      paramLabel = "ID",
      description = "Show this terminal instead of running a program in a new one.")
  private @Nullable String terminal;

  boolean isGiven() {
    return terminal != null;
  }

  /** Finds the terminal, or opens one; returns its id. */
  String id(ServerSession session, WorkspaceView view, List<String> command, String title) {
    String name = terminal;
    if (name != null) {
      return new TerminalFinder(view).find(name).id();
    }
    String here = Path.of("").toAbsolutePath().toString();
    return new NewTerminal(session)
        .open(TerminalSpec.builder().command(command).cwd(here).title(title).build());
  }

  /** What a terminal of this command is called, unless the user says. */
  static String title(String given, List<String> command) {
    if (!given.isEmpty()) {
      return given;
    }
    return command.isEmpty() ? "shell" : String.valueOf(Path.of(command.get(0)).getFileName());
  }
}
