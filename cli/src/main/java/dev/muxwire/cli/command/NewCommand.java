package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.NewTerminal;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ByteCountConverter;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.SizeConverter;
import dev.muxwire.cli.options.SizePolicyConverter;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire new}. */
@Command(
    name = "new",
    description = {
      "Run a program in a new terminal, and print the terminal's id.",
      "Without a command it is a login shell."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire new",
      "  muxwire new --title build -- make -j4",
      "",
      "JSON:",
      "  {\"id\": \"…\"}"
    })
final class NewCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Title of terminal and tab. Default: the program's name.")
  private String title = "";

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Where the program starts. Default: this directory.")
  private String directory = "";

  @Option(
      names = "--size",
      paramLabel = "COLSxROWS",
      converter = SizeConverter.class,
      description = "First size; whoever types in it decides later. Default: 80x24.")
  private TerminalSize size = TerminalSize.DEFAULT;

  @Option(
      names = "--size-policy",
      paramLabel = "POLICY",
      converter = SizePolicyConverter.class,
      description = {
        "Whose size it has: last-typist, fixed (its first), or smallest (of",
        "all who are attached and may type). Default: last-typist."
      })
  private SizePolicy sizePolicy = SizePolicy.LAST_TYPIST;

  @Option(
      names = "--retention",
      paramLabel = "BYTES",
      converter = ByteCountConverter.class,
      description = "How much of its output is kept: 512K, 2G. Default: the server's.")
  private long retentionBytes;

  @Option(
      names = "--wait-for-readers",
      description = "Let the program wait for those attached with --required.")
  private boolean waitForReaders;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Adds a variable to the program's environment; may be repeated.")
  private Map<String, String> environment = Map.of();

  @Option(names = "--no-tab", description = "Do not add a tab and a pane that show it.")
  private boolean noTab;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The program and its arguments.")
  private List<String> command = List.of();

  NewCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      NewTerminal terminals = new NewTerminal(session);
      String id = terminals.open(spec());
      if (!noTab) {
        terminals.addTab(id, shownTitle());
      }
      print(id);
      return ExitCode.OK;
    }
  }

  private TerminalSpec spec() {
    TerminalSpec.Builder spec =
        TerminalSpec.builder()
            .command(command)
            .cwd(directory.isEmpty() ? Path.of("").toAbsolutePath().toString() : directory)
            .size(size)
            .sizePolicy(sizePolicy)
            .retentionBytes(retentionBytes)
            .waitForReaders(waitForReaders)
            .title(shownTitle());
    environment.forEach(spec::environment);
    return spec.build();
  }

  private String shownTitle() {
    if (!title.isEmpty()) {
      return title;
    }
    return command.isEmpty() ? "shell" : String.valueOf(Path.of(command.get(0)).getFileName());
  }

  private void print(String id) {
    if (json.isWanted()) {
      JsonObject result = new JsonObject();
      result.addProperty("id", id);
      surroundings.console().json(result);
    } else {
      surroundings.console().line(id);
    }
  }
}
