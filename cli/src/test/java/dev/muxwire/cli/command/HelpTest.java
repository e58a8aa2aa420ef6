package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of every command, whoever adds it, has to tell. */
class HelpTest {
  static Stream<CommandSpec> commands() {
    CommandLine program = CommandReference.program();
    Stream<CommandLine> all =
        Stream.concat(Stream.of(program), program.getSubcommands().values().stream());
    return all.flatMap(HelpTest::withSubcommands).map(CommandLine::getCommandSpec).distinct();
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return command.getParent() == null
        ? Stream.of(command)
        : Stream.concat(
            Stream.of(command),
            command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_tellsWhatTheCommandIsFor_withAnExample(CommandSpec command) {
    UsageMessageSpec help = command.usageMessage();
    assertThat(help.description()).as(command.qualifiedName()).isNotEmpty();
    assertThat(List.of(help.footer()))
        .as("footer of " + command.qualifiedName())
        .anyMatch(line -> line.startsWith("Example"))
        .anyMatch(line -> line.contains("muxwire"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_describesEveryOptionAndParameter(CommandSpec command) {
    for (ArgSpec argument : command.args()) {
      assertThat(String.join(" ", argument.description()))
          .as(command.qualifiedName() + " " + argument)
          .isNotBlank()
          .endsWith(".");
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_tellsTheExitCodes(CommandSpec command) {
    assertThat(command.usageMessage().exitCodeList())
        .as(command.qualifiedName())
        .containsKeys("0", "2", "5");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_fitsTheScreen(CommandSpec command) {
    assertThat(command.commandLine().getUsageMessage(Ansi.OFF).lines())
        .as(command.qualifiedName())
        .allMatch(line -> line.length() <= MuxwireCommand.HELP_COLUMNS);
  }
}
