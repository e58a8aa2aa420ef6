package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.LastServer;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.RunningProcess;
import dev.muxwire.cli.options.ListenAddress;
import dev.muxwire.cli.options.ServerOptions;
import dev.muxwire.server.boot.MuxwireServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The server in this process, and the lock that makes it the only one of its data directory. */
final class LocalServer implements AutoCloseable {
  private final MuxwireServer server;
  private final ProcessLock lock;
  private final DataDirectory directory;
  private final Path backups;

  private LocalServer(
      MuxwireServer server, ProcessLock lock, DataDirectory directory, Path backups) {
    this.server = server;
    this.lock = lock;
    this.directory = directory;
    this.backups = backups;
  }

  /** Starts; every reason why it cannot comes out as a sentence. */
  static LocalServer start(ServerOptions options, ListenAddress address, DataDirectory directory)
      throws InterruptedException {
    ProcessLock lock = lock(address, directory);
    try {
      MuxwireServer server = MuxwireServer.start(options.config(address, directory));
      lock.describe(server.uri());
      return new LocalServer(server, lock, directory, options.backups(directory));
    } catch (IOException | RuntimeException e) {
      release(lock);
      throw StartFailures.of(e, address, directory);
    }
  }

  private static ProcessLock lock(ListenAddress address, DataDirectory directory)
      throws InterruptedException {
    try {
      return ProcessLock.tryAcquire(directory, ProcessRole.SERVER)
          .orElseThrow(() -> alreadyRunning(directory));
    } catch (IOException e) {
      throw StartFailures.of(e, address, directory);
    }
  }

  private static CommandFailure alreadyRunning(DataDirectory directory) {
    String who = "";
    try {
      Optional<RunningProcess> holder = ProcessLock.holder(directory, ProcessRole.SERVER);
      who = holder.map(process -> " (pid " + process.pid() + ", " + process.url() + ")").orElse("");
    } catch (IOException e) {
      // Then without the detail.
    }
    return new CommandFailure(
        ExitCode.FAILURE,
        "a server runs already for "
            + directory.path()
            + who
            + ". `muxwire down` ends it; --data-dir names another directory.");
  }

  URI uri() {
    return server.uri();
  }

  /** Makes this server the one that this user's commands connect to. */
  void announce(Environment environment) {
    try {
      new LastServer(uri(), directory.tokenFile(), directory.path(), backups).write(environment);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "cannot write to " + environment.stateDirectory() + ": " + e, e);
    }
  }

  /** Drains: tells clients, and has everything on disk when it returns. */
  @Override
  public void close() {
    server.close();
    release(lock);
  }

  private static void release(ProcessLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      // It ends with the process anyhow.
    }
  }
}
