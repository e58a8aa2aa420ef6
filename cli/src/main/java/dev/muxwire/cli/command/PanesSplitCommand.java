package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire panes split}. */
@Command(
    name = "split",
    description = {
      "Put a new pane beside another, and print its id.",
      "It shows a terminal that is there, or a new one; without a command a login shell."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire panes split 5c1e --right -- htop",
      "  muxwire panes split 5c1e --below --percent 30 --terminal 34od"
    })
final class PanesSplitCommand extends EditCommand {
  private final String newPaneId = UUID.randomUUID().toString();
  private String terminalId = "";

  @Mixin private ShownTerminal terminal = new ShownTerminal();

  @ArgGroup(exclusive = true)
  private SideOption side = new SideOption();

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "50",
      description = "How much of the other's room the new one takes; 1 to 99. Default: 50.")
  private int percent;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Title of the pane. Default: the program's name.")
  private String title = "";

  @Parameters(index = "0", paramLabel = "PANE", description = "Id, beginning of it, or title.")
  private String pane = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The program and its arguments.")
  private List<String> command = List.of();

  @Spec private @Nullable CommandSpec spec;

  PanesSplitCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** Tried on what is there first: no program is started for a split that cannot be. */
  @Override
  void prepare(ServerSession session, WorkspaceView view) {
    CommandSpec own = spec;
    if (own != null && terminal.isGiven() && !command.isEmpty()) {
      throw new ParameterException(own.commandLine(), "name either a --terminal or a COMMAND");
    }
    checked(view);
    terminalId = terminal.id(session, view, command, ShownTerminal.title(title, command));
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity beside = EntityFinder.ofPanes(view).find(pane);
    Entity tab = PaneLayouts.tabOf(beside, view);
    LayoutTree layout =
        PaneLayouts.ofTabOf(beside, tab)
            .split(beside.id(), newPaneId, side.side(), PaneLayouts.share(percent));
    Map<String, Object> fields =
        Map.of(
            "tab_id",
            tab.id(),
            "title",
            ShownTerminal.title(title, command),
            "pane_kind",
            "TERMINAL",
            "terminal_id",
            terminalId);
    Mutation.Builder mutation = Mutation.builder().create(EntityKind.PANE, newPaneId, fields);
    return new Edit(tab, PaneLayouts.set(mutation, tab, layout), newPaneId, newPaneId);
  }
}
