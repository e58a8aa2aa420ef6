package dev.muxwire.cli;

import dev.muxwire.cli.command.MuxwireCommand;
import dev.muxwire.cli.command.Surroundings;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.logging.LogConfigurator;
import dev.muxwire.cli.logging.LogFormat;
import dev.muxwire.cli.logging.LogLevel;
import dev.muxwire.cli.options.LogFormatOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.PlainText;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program begins, and where every failure ends. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Surroundings surroundings = new Surroundings(Environment.ofProcess(), Console.ofProcess());
    // Not by returning: threads of a library must not keep a finished command alive.
    System.exit(run(surroundings, List.of(arguments)));
  }

  /** Runs one command; returns its exit code. */
  public static int run(Surroundings surroundings, List<String> arguments) {
    Console console = surroundings.console();
    CommandLine commandLine = MuxwireCommand.commandLine(surroundings);
    commandLine.setOut(new PrintWriter(console.out(), true));
    commandLine.setErr(new PrintWriter(console.err(), true));
    commandLine.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    commandLine.setExecutionStrategy(parsed -> start(parsed, surroundings));
    commandLine.setParameterExceptionHandler((failure, given) -> usage(console, failure));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(console, failure, isVerbose(commandLine)));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  private static int start(ParseResult parsed, Surroundings surroundings) {
    CommandLine root = parsed.commandSpec().commandLine();
    if (root.getCommand() instanceof MuxwireCommand options) {
      surroundings.console().setColors(options.color(), surroundings.environment());
    }
    if (surroundings.console().isColored()) {
      root.setColorScheme(Help.defaultColorScheme(Help.Ansi.ON));
    }
    String command = parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : "";
    LogConfigurator.setFormat(formatOf(parsed));
    LogConfigurator.setLevel(isVerbose(root) ? LogLevel.DEBUG : levelOf(command));
    return new RunLast().execute(parsed);
  }

  private static LogFormat formatOf(ParseResult parsed) {
    OptionSpec option =
        parsed.hasSubcommand()
            ? parsed.subcommand().commandSpec().findOption(LogFormatOption.NAME)
            : null;
    LogFormat format = option == null ? null : option.getValue();
    return format == null ? LogFormat.TEXT : format;
  }

  /** What runs for long tells what it does; `up` shares the user's terminal with other things. */
  private static LogLevel levelOf(String command) {
    return switch (command) {
      case "serve", "host" -> LogLevel.INFO;
      case "up" -> LogLevel.WARN;
      default -> LogLevel.OFF;
    };
  }

  private static boolean isVerbose(CommandLine root) {
    return root.getCommand() instanceof MuxwireCommand command && command.verbose();
  }

  private static int usage(Console console, ParameterException failure) {
    CommandLine commandLine = failure.getCommandLine();
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && commandLine.getParent() == null) {
      String word = unmatched.getUnmatched().get(0);
      console.tellFailure("there is no command '" + PlainText.of(word) + "'.");
      NearestWord.of(word, commandLine.getSubcommands().keySet())
          .ifPresent(name -> console.tellPlain("Did you mean `muxwire " + name + "`?"));
    } else {
      console.tellFailure(String.valueOf(failure.getMessage()));
      UnmatchedArgumentException.printSuggestions(failure, console.err());
    }
    console.tellPlain("Try `" + commandLine.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.USAGE;
  }

  private static int failed(Console console, Exception failure, boolean verbose) {
    boolean expected = failure instanceof CommandFailure;
    console.tellFailure(
        expected ? String.valueOf(failure.getMessage()) : "unexpected failure: " + failure);
    if (verbose) {
      failure.printStackTrace(console.err());
    } else if (!expected) {
      console.tellPlain("--verbose shows where it comes from.");
    }
    return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILURE;
  }
}
