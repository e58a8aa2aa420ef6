package dev.muxwire.cli.command;

import dev.muxwire.cli.output.ColorMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program as a whole: what all commands have in common. */
@Command(
    name = "muxwire",
    synopsisSubcommandLabel = "COMMAND",
    description = "Terminals and workspaces, in sync: shells that outlive connections and servers.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: a file, a disk, a program that could not be started",
      "2:the command line makes no sense",
      "3:cannot connect to the server",
      "4:the server refused: token, grant, limit, precondition",
      "5:not there, or an abbreviation fits several",
      "*:attach ends with the exit status of its program (128 + N for signal N)"
    },
    footer = {
      "",
      "Examples:",
      "  muxwire up                         start a server and a shell, here",
      "  muxwire attach                     use that shell, from as many windows as you like",
      "  muxwire new -- htop                run a program in a terminal of its own",
      "  muxwire tail build | grep error    read what a program prints, from a script",
      "  muxwire get > work.json            save the workspace's tabs and panes"
    })
public final class MuxwireCommand implements Callable<Integer> {
  /** As wide as the widest help may be, in columns. */
  public static final int HELP_COLUMNS = 100;

  private static final String ATTACH = "attach";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log to stderr, and show where a failure comes from.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      defaultValue = "auto",
      description = {
        "Colours in tables and messages: auto, always or never.",
        "Default: auto, which is on a terminal and without $NO_COLOR."
      })
  private ColorMode color = ColorMode.AUTO;

  @Spec private @Nullable CommandSpec spec;

  /** The command line with all its commands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    CommandLine commandLine = new CommandLine(new MuxwireCommand());
    for (Object command : commands(surroundings)) {
      commandLine.addSubcommand(command);
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(HELP_COLUMNS);
    UsageMessageSpec program = commandLine.getCommandSpec().usageMessage();
    commandLine.getSubcommands().values().forEach(command -> addExitCodes(command, program));
    return commandLine;
  }

  /** All commands share one table; only attach ends with codes that are not in it. */
  private static void addExitCodes(CommandLine command, UsageMessageSpec program) {
    UsageMessageSpec own = command.getCommandSpec().usageMessage();
    if (own.exitCodeList().isEmpty()) {
      Map<String, String> codes = new LinkedHashMap<>(program.exitCodeList());
      if (!command.getCommandName().equals(ATTACH)) {
        codes.remove("*");
      }
      own.exitCodeListHeading(program.exitCodeListHeading());
      own.exitCodeList(codes);
    }
    command.getSubcommands().values().forEach(below -> addExitCodes(below, program));
  }

  private static Object[] commands(Surroundings surroundings) {
    return new Object[] {
      new UpCommand(surroundings),
      new DownCommand(surroundings),
      new NewCommand(surroundings),
      new ListCommand(surroundings),
      new StatusCommand(surroundings),
      new AttachCommand(surroundings),
      TabsCommand.commandLine(surroundings),
      PanesCommand.commandLine(surroundings),
      new RenameCommand(surroundings),
      new ConfigureCommand(surroundings),
      new CatCommand(surroundings),
      new TailCommand(surroundings),
      new GrepCommand(surroundings),
      new ExportCommand(surroundings),
      new PlayCommand(surroundings),
      new KillCommand(surroundings),
      new WatchCommand(surroundings),
      new GetCommand(surroundings),
      new PutCommand(surroundings),
      new DriveCommand(surroundings),
      new PurgeCommand(surroundings),
      WorkspaceCommand.commandLine(surroundings),
      TokenCommand.commandLine(surroundings),
      BackupCommand.commandLine(surroundings),
      new RestoreCommand(surroundings),
      new DoctorCommand(surroundings),
      ConformanceCommand.commandLine(surroundings),
      new ServeCommand(surroundings),
      new HostCommand(surroundings),
      new CompletionCommand(surroundings),
      new HelpCommand(),
      new VersionCommand(surroundings)
    };
  }

  public ColorMode color() {
    return color;
  }

  public boolean verbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    throw new ParameterException(
        own.commandLine(), "which command? `muxwire up` starts a server and a shell");
  }
}
