package dev.muxwire.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire token}: the commands that say who else may come in. */
@Command(
    name = "token",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Create, list and revoke tokens of a server, besides its owner's.",
      "They work on the data directory, whether a server runs or not; a running one",
      "follows within a second, and ends the connections of a token that is revoked",
      "or expires."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire token create --name laptop --open '*' --out laptop.token",
      "  muxwire token create --name wall --read main --expires 30d --out wall.token",
      "  muxwire token list",
      "  muxwire token revoke laptop"
    })
final class TokenCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private TokenCommand() {}

  /** The command with those below it. */
  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new TokenCommand())
        .addSubcommand(new TokenCreateCommand(surroundings))
        .addSubcommand(new TokenListCommand(surroundings))
        .addSubcommand(new TokenRevokeCommand(surroundings));
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    throw new ParameterException(own.commandLine(), "which command?");
  }
}
