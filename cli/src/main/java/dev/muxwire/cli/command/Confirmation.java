package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import java.util.Locale;
import picocli.CommandLine.Option;

/** {@code --yes}, and the question without it, before something that cannot be undone. */
final class Confirmation {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. Needed where nobody can be asked: without a terminal.")
  private boolean given;

  /**
   * Returns if the user agrees.
   *
   * @param what completes "Really …?"
   * @throws CommandFailure if the user does not, or cannot be asked
   */
  void require(String what) {
    if (given) {
      return;
    }
    java.io.Console terminal = System.console();
    if (terminal == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "it cannot be undone, and nobody can be asked here: confirm with --yes.");
    }
    String answer = terminal.readLine("Really %s? It cannot be undone. [y/N] ", what);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new CommandFailure(ExitCode.FAILURE, "nothing was done.");
    }
  }
}
