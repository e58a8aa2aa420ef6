package dev.muxwire.cli.command;

import java.util.Map;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muxwire tabs --json} means {@code muxwire tabs list --json}. */
final class ListByDefault implements IParameterPreprocessor {
  private static final Set<String> HELP = Set.of("-h", "--help");

  @Override
  @SuppressWarnings("JdkObsolete") // picocli's signature
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    boolean namesNone = arguments.isEmpty() || arguments.peek().startsWith("-");
    if (namesNone && (arguments.isEmpty() || !HELP.contains(arguments.peek()))) {
      arguments.push("list");
    }
    return false;
  }
}
