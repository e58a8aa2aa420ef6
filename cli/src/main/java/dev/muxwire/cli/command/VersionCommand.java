package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.Version;
import dev.muxwire.cli.options.JsonOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire version}. */
@Command(
    name = "version",
    description = "Print the version, and that of the Java it runs on.",
    footer = {
      "",
      "Example:",
      "  muxwire version",
      "",
      "JSON:",
      "  {\"version\": \"0.1.0\", \"java\": \"17.0.15\"}"
    })
final class VersionCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private JsonOption json = new JsonOption();

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String java = System.getProperty("java.version");
    if (json.isWanted()) {
      JsonObject result = new JsonObject();
      result.addProperty("version", Version.current());
      result.addProperty("java", java);
      surroundings.console().json(result);
    } else {
      surroundings.console().line("muxwire " + Version.current() + " (Java " + java + ")");
    }
    return ExitCode.OK;
  }
}
