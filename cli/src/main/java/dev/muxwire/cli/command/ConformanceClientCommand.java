package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.ClientStage;
import dev.muxwire.conformance.client.cases.ClientCases;
import dev.muxwire.conformance.client.driver.DriverProcess;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.proto.v1.Description;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muxwire conformance client}. */
@Command(
    name = "client",
    description = {
      "Judge a client library: a driver, which you write around it, does with it what the suite",
      "says, and the suite plays its server, well and badly. The driver speaks driver.proto on",
      "stdin and stdout; docs/CONFORMANCE.md tells how to write one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing failed",
      "1:a case failed, or one passed that is listed as known to fail",
      "2:the command line makes no sense",
      "5:no such case, or the driver cannot be started"
    },
    footer = {
      "",
      "Examples:",
      "  muxwire conformance client -- ./my-driver",
      "  muxwire conformance client --only 'chunk/*' -- node driver.js",
      "  muxwire conformance client --known-failing known.txt --junit results.xml -- ./my-driver"
    })
final class ConformanceClientCommand implements Callable<Integer> {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Surroundings surroundings;

  @Mixin private ConformanceOptions options = new ConformanceOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The driver: a program and its arguments, behind --.")
  private List<String> command = new ArrayList<>();

  ConformanceClientCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConformanceRun run = new ConformanceRun(surroundings.console(), options);
    List<ConformanceCase<ClientScene>> cases = run.selected(ClientCases.all());
    if (options.list) {
      return run.list(cases);
    }
    if (command.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "which driver? Give its command behind --.");
    }
    Patience patience = new Patience(options.timeout, Patience.DEFAULT.absent(), options.slow);
    try (ClientStage stage = new ClientStage(() -> DriverProcess.start(command), patience)) {
      Description client = describe(stage);
      String name = (client.getName() + " " + client.getVersion()).strip();
      surroundings.console().tell("judging " + name + ", driven by " + command.get(0));
      return run.run(
          ClientCases.NAME, cases, stage, options.name == null ? name : options.name, LONGEST_WAIT);
    }
  }

  private Description describe(ClientStage stage) {
    try {
      return stage.description();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "cannot start " + command.get(0) + ": " + e.getMessage(), e);
    } catch (Breach e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the driver does not tell what it is: " + e.getMessage(), e);
    }
  }
}
