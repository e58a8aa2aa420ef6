package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.LogFormatOption;
import dev.muxwire.cli.options.ServerOptions;
import dev.muxwire.cli.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire serve}. */
@Command(
    name = "serve",
    description = {
      "Run the server alone, in the foreground. `muxwire up` runs a terminal host with it.",
      "SIGTERM and Ctrl-C drain it: clients are told, and what is written is on disk."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire serve --data-dir /var/lib/muxwire",
      "  muxwire serve --listen 0.0.0.0:7070 --behind-proxy --allow-host mux.example.org"
    })
final class ServeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private LogFormatOption logFormat = new LogFormatOption();

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    DataDirectory directory = dataDirectory.resolve(surroundings.environment());
    Console console = surroundings.console();
    LocalServer local = LocalServer.start(server, server.address(), directory);
    local.announce(surroundings.environment());
    console.tell("serving " + local.uri() + " from " + directory.path());
    console.tell("the token is in " + directory.tokenFile());
    StopSignal.onStop(
        () -> {
          console.tell("stopping ...");
          local.close();
        });
    StopSignal.await();
    return ExitCode.OK;
  }
}
