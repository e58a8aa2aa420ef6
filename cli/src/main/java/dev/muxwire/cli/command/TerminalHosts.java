package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.DetachedProcess;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.RunningProcess;
import dev.muxwire.cli.options.ListenAddress;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.cli.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The terminal host that belongs to a data directory: a process of its own, for its shells. */
final class TerminalHosts {
  /** Its name in the workspace; one data directory has one, whatever the machine is called. */
  static final String LOCAL_HOST_ID = "local";

  private final DataDirectory directory;

  TerminalHosts(DataDirectory directory) {
    this.directory = directory;
  }

  /**
   * The address that the server must have for a host that runs already to find it: hosts outlive
   * servers, and go on asking at the address that they were started with.
   */
  ListenAddress addressFor(ServerOptions options) throws IOException {
    Optional<RunningProcess> running = ProcessLock.holder(directory, ProcessRole.HOST);
    if (running.isEmpty()) {
      return options.address();
    }
    URI url = running.get().url();
    ListenAddress wanted = options.address();
    if (options.portIsOpen()) {
      return wanted.withPort(url.getPort());
    }
    if (wanted.port() != url.getPort()) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          ("the shells of %s run on (terminal host, pid %d) and look for the server at %s."
                  + " Start it there, without --listen, or end them with `muxwire down`.")
              .formatted(directory.path(), running.get().pid(), url));
    }
    return wanted;
  }

  /** Starts a host if none runs; returns the process if it was started now. */
  Optional<Process> ensureStarted(ServerAccess access) throws IOException {
    if (ProcessLock.isHeld(directory, ProcessRole.HOST)) {
      return Optional.empty();
    }
    return Optional.of(
        DetachedProcess.start(
            directory.logFile(ProcessRole.HOST),
            List.of(
                "host",
                "--url",
                access.url().toString(),
                "--token-file",
                access.tokenFile().toString(),
                "--workspace",
                access.workspace(),
                "--host-id",
                LOCAL_HOST_ID,
                "--data-dir",
                directory.path().toString())));
  }
}
