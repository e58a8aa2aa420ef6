package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ByteCountConverter;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.SizeConverter;
import dev.muxwire.cli.options.SizePolicyConverter;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalSize;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire configure}. */
@Command(
    name = "configure",
    description = {
      "Change how a living terminal is sized and kept. What is not given stays as it is.",
      "Of one that has ended, only --retention can be changed."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire configure build --retention 2G",
      "  muxwire configure build --size-policy fixed --size 132x43",
      "  muxwire configure pair --size-policy smallest",
      "",
      "JSON:",
      "  {\"id\": \"…\"}"
    })
final class ConfigureCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @Option(
      names = "--size-policy",
      paramLabel = "POLICY",
      converter = SizePolicyConverter.class,
      description = {
        "Whose size it has: last-typist, fixed (as given, or as it is), or",
        "smallest (of all who are attached and may type)."
      })
  private @Nullable SizePolicy sizePolicy;

  @Option(
      names = "--size",
      paramLabel = "COLSxROWS",
      converter = SizeConverter.class,
      description = "Its size, for a terminal of fixed size.")
  private @Nullable TerminalSize size;

  @Option(
      names = "--retention",
      paramLabel = "BYTES",
      converter = ByteCountConverter.class,
      description = {
        "How much of its output is kept: 512K, 2G; 0 = the server's default.",
        "Less gives up the excess at once."
      })
  private @Nullable Long retentionBytes;

  @Option(
      names = "--wait-for-readers",
      negatable = true,
      description = "Whether its program waits for those attached with --required.")
  private @Nullable Boolean waitForReaders;

  @Spec private @Nullable CommandSpec spec;

  ConfigureCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    TerminalChange change = change();
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      String id = TerminalArgument.finder(session).find(terminal).id();
      session.await(
          "configure terminal " + id,
          session.client().configureTerminal(session.workspace(), id, change));
      if (json.isWanted()) {
        JsonObject result = new JsonObject();
        result.addProperty("id", id);
        surroundings.console().json(result);
      } else {
        surroundings.console().tell("configured terminal " + id + ".");
      }
      return ExitCode.OK;
    }
  }

  private TerminalChange change() {
    SizePolicy newPolicy = sizePolicy;
    TerminalSize newSize = size;
    Long newRetention = retentionBytes;
    Boolean newWait = waitForReaders;
    if (newPolicy == null && newSize == null && newRetention == null && newWait == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "nothing to change: give --size-policy, --size, --retention or --wait-for-readers");
    }
    TerminalChange.Builder change = TerminalChange.builder();
    if (newPolicy != null) {
      change.sizePolicy(newPolicy);
    }
    if (newSize != null) {
      change.size(newSize);
    }
    if (newRetention != null) {
      change.retentionBytes(newRetention);
    }
    if (newWait != null) {
      change.waitForReaders(newWait);
    }
    return change.build();
  }
}
