package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire purge}. */
@Command(
    name = "purge",
    description = {
      "Erase a terminal's output, for good: a password that was printed, a key.",
      "When the command ends, the bytes are gone from the server's memory and from its files.",
      "What somebody has seen already, on a screen or in a copy, stays theirs. The program runs on."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire purge build                  all output so far of the terminal 'build'",
      "  muxwire purge build --before 4096    its first 4096 bytes",
      "  muxwire purge build --yes --json     from a script"
    })
final class PurgeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @Option(
      names = "--before",
      paramLabel = "OFFSET",
      description = "Only what lies before this byte of the output. Default: all there is.")
  private long beforeOffset;

  PurgeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (beforeOffset < 0) {
      throw new CommandFailure(ExitCode.USAGE, "--before takes an offset from 1 on.");
    }
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      SubscribeOptions terminals = SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build();
      String id = new TerminalFinder(session.view(terminals)).find(terminal).id();
      String what = beforeOffset == 0 ? "all output" : "the output before " + beforeOffset;
      confirmation.require("erase " + what + " of terminal " + id);
      session.await(
          "purge terminal " + id,
          session.client().purgeTerminal(session.workspace(), id, beforeOffset));
      if (json.isWanted()) {
        JsonObject result = new JsonObject();
        result.addProperty("id", id);
        result.addProperty("before", beforeOffset);
        surroundings.console().json(result);
      } else {
        surroundings.console().tell("erased " + what + " of terminal " + id + ".");
      }
      return ExitCode.OK;
    }
  }
}
