package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.NewTerminal;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire tabs new}. */
@Command(
    name = "new",
    description = {
      "Add a tab after the others, and print its id.",
      "Its pane shows a terminal that is there, or a new one; without a command a login shell."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire tabs new --title logs -- tail -f app.log",
      "  muxwire tabs new --terminal 34od"
    })
final class TabsNewCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private ShownTerminal terminal = new ShownTerminal();

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Title of the tab. Default: the program's name.")
  private String title = "";

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The program and its arguments.")
  private List<String> command = List.of();

  @Spec private @Nullable CommandSpec spec;

  TabsNewCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own != null && terminal.isGiven() && !command.isEmpty()) {
      throw new ParameterException(own.commandLine(), "name either a --terminal or a COMMAND");
    }
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      String shown = ShownTerminal.title(title, command);
      String id = terminal.id(session, EditCommand.read(session), command, shown);
      NewTerminal.NewTab tab = new NewTerminal(session).addTab(id, shown);
      if (json.isWanted()) {
        JsonObject result = new JsonObject();
        result.addProperty("id", tab.tabId());
        result.addProperty("pane_id", tab.paneId());
        result.addProperty("terminal_id", id);
        result.addProperty("revision", tab.result().revision());
        surroundings.console().json(result);
      } else {
        surroundings.console().line(tab.tabId());
      }
      return ExitCode.OK;
    }
  }
}
