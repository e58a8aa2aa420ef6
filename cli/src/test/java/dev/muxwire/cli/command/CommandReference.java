package dev.muxwire.cli.command;

import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference of the command line, as the commands' own help tells it. */
final class CommandReference {
  private static final String INTRODUCTION =
      """
      # The command line

      What `muxwire COMMAND --help` prints, of every command. Written by a test from the commands themselves; CONTRIBUTING.md says how.

      Results go to stdout, everything else to stderr. `--json` prints results for programs: one object, or one a line where results go on; names are
      in snake_case, and what is added later does not change what is there.
      """;

  private CommandReference() {}

  /** The command line with all its commands, far from any server. */
  static CommandLine program() {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return MuxwireCommand.commandLine(
        new Surroundings(
            new Environment(Map.of(), Path.of("/home/nobody")), new Console(nowhere, nowhere)));
  }

  /** The whole page. */
  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    add(page, program(), "##");
    return page.toString();
  }

  private static void add(StringBuilder page, CommandLine command, String heading) {
    page.append(
        "\n%s %s\n\n```text\n".formatted(heading, command.getCommandSpec().qualifiedName()));
    command
        .getUsageMessage(Ansi.OFF)
        .lines()
        .map(String::stripTrailing)
        .forEach(line -> page.append(line).append('\n'));
    page.append("```\n");
    // A command with aliases is listed under each of its names.
    Set<CommandLine> commands = new LinkedHashSet<>(command.getSubcommands().values());
    commands.stream()
        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
        .forEach(each -> add(page, each, "##"));
  }
}
