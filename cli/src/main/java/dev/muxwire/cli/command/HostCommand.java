package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.Failures;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.LogFormatOption;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.host.TerminalHost;
import dev.muxwire.host.TerminalHostOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire host}. */
@Command(
    name = "host",
    description = {
      "Run a terminal host alone, in the foreground: the process that owns the programs.",
      "It connects to a server, and again when that restarts; its programs run on meanwhile.",
      "A workspace that is not there yet is waited for.",
      "SIGTERM and Ctrl-C end it, and its programs with it."
    },
    footer = {
      "",
      "Example:",
      "  muxwire host --url ws://server:7070/v1/sync --token-file ~/host-token --host-id lab"
    })
final class HostCommand implements Callable<Integer> {
  private static final long BETWEEN_TRIES_SECONDS = 2;

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private LogFormatOption logFormat = new LogFormatOption();

  @Option(
      names = "--host-id",
      paramLabel = "NAME",
      description = "The host's name, the same after a restart. Default: local.")
  private String hostId = TerminalHosts.LOCAL_HOST_ID;

  @Option(
      names = "--shell",
      paramLabel = "PROGRAM",
      description = "The shell of terminals without a command. Default: your login shell.")
  private String shell = "";

  @Option(
      names = "--take-over",
      description = "End another instance of this host that is connected now.")
  private boolean takeOver;

  HostCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerAccess access = connection.resolve(surroundings.environment());
    DataDirectory directory = dataDirectory.resolve(surroundings.environment());
    try (ProcessLock lock =
        ProcessLock.tryAcquire(directory, ProcessRole.HOST)
            .orElseThrow(() -> alreadyRunning(directory))) {
      lock.describe(access.url());
      run(access);
    }
    return ExitCode.OK;
  }

  private void run(ServerAccess access) throws InterruptedException {
    Console console = surroundings.console();
    TerminalHostOptions options =
        TerminalHostOptions.builder(
                ServerSession.clientOptions(access).build(), access.workspace(), hostId)
            .shell(shell)
            .directory(surroundings.environment().home().toString())
            .takeOver(takeOver)
            .build();
    AtomicReference<@Nullable TerminalHost> latest = new AtomicReference<>();
    StopSignal.onStop(
        () -> {
          TerminalHost host = latest.get();
          if (host != null) {
            console.tell("ending " + host.terminalCount() + " terminals ...");
            host.close();
          }
        });
    console.tell("terminal host '" + hostId + "' for " + access.url());
    TerminalHost host = startOnceThere(options, latest);
    try {
      host.ended().get();
    } catch (ExecutionException e) {
      host.close(); // its programs have a hang-up; who ignores it is ended before we are
      if (e.getCause() instanceof MuxwireException failure) {
        throw Failures.of("be the terminal host '" + hostId + "'", failure, access);
      }
      throw new CommandFailure(
          ExitCode.FAILURE, "the terminal host failed: " + e.getCause(), e.getCause());
    }
  }

  /** Nobody but the workspace's owner can make it: a host's token may not even ask for it. */
  private TerminalHost startOnceThere(
      TerminalHostOptions options, AtomicReference<@Nullable TerminalHost> latest)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      TerminalHost host = TerminalHost.start(options);
      latest.set(host);
      try {
        host.registered().get();
        return host;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof MuxwireException failure)
            || failure.code() != ErrorCode.NOT_FOUND) {
          return host; // its end tells why
        }
      }
      host.close();
      if (!told) {
        told = true;
        surroundings
            .console()
            .tell(
                "there is no workspace '%s' yet: waiting for it. `muxwire workspace create %s` makes it."
                    .formatted(options.workspace(), options.workspace()));
      }
      TimeUnit.SECONDS.sleep(BETWEEN_TRIES_SECONDS);
    }
  }

  private static CommandFailure alreadyRunning(DataDirectory directory) {
    return new CommandFailure(
        ExitCode.FAILURE,
        "a terminal host runs already for "
            + directory.path()
            + ". `muxwire down` ends it; --data-dir names another directory.");
  }
}
