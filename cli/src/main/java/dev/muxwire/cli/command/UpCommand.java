package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.LastServer;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.Program;
import dev.muxwire.cli.local.RunningProcess;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.ListenAddress;
import dev.muxwire.cli.options.LogFormatOption;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.cli.options.ServerOptions;
import dev.muxwire.cli.output.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire up}. */
@Command(
    name = "up",
    description = {
      "Start a server here, and a shell to attach to.",
      "The shells live in a process of their own (the terminal host): they outlive the server, and",
      "the next `up` goes on with them. Ctrl-C and SIGTERM stop the server alone; `muxwire down`",
      "ends everything."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire up --detach && muxwire attach",
      "  muxwire up --listen 127.0.0.1:0 --data-dir ./state",
      "",
      "JSON:",
      "  {\"url\": \"…\", \"token_file\": \"…\", \"data_directory\": \"…\", \"terminals\": [\"ID\"]}"
    })
final class UpCommand implements Callable<Integer> {
  private static final String WORKSPACE = "main";

  /** What a server that another `up` is just starting may take to be known. */
  private static final Duration START = Duration.ofSeconds(20);

  private final Surroundings surroundings;

  @Mixin private ServerOptions options = new ServerOptions();
  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private LogFormatOption logFormat = new LogFormatOption();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = {"-d", "--detach"},
      description = "Run the server in the background; its log is DIR/server.log.")
  private boolean detach;

  UpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = dataDirectory.resolve(surroundings.environment());
    ListenAddress address = new TerminalHosts(directory).addressFor(options);
    Optional<RunningProcess> running =
        ProcessLock.awaitHolder(directory, ProcessRole.SERVER, START);
    if (running.isPresent()) {
      alreadyRunning(running.get(), directory);
    } else if (detach) {
      URI url = DetachedServer.start(options.arguments(address, directory), directory);
      report(url, directory, new FirstShell(directory, access(url, directory)).ensure());
    } else {
      runHere(address, directory);
    }
    return ExitCode.OK;
  }

  private static ServerAccess access(URI url, DataDirectory directory) {
    return new ServerAccess(url, directory.tokenFile(), WORKSPACE);
  }

  private void alreadyRunning(RunningProcess server, DataDirectory directory) throws IOException {
    surroundings.console().tell("the server runs already (pid " + server.pid() + ").");
    new LastServer(
            server.url(), directory.tokenFile(), directory.path(), backupsOf(server, directory))
        .write(surroundings.environment());
    report(
        server.url(),
        directory,
        new FirstShell(directory, access(server.url(), directory)).ensure());
  }

  /** One that was started with another directory has told so, if it is the last one. */
  private Path backupsOf(RunningProcess server, DataDirectory directory) {
    return LastServer.read(surroundings.environment())
        .filter(last -> last.url().equals(server.url()))
        .map(LastServer::backupDirectory)
        .orElseGet(() -> options.backups(directory));
  }

  private void runHere(ListenAddress address, DataDirectory directory)
      throws IOException, InterruptedException {
    LocalServer server = LocalServer.start(options, address, directory);
    try {
      server.announce(surroundings.environment());
      URI url = server.uri();
      report(url, directory, new FirstShell(directory, access(url, directory)).ensure());
    } catch (CommandFailure | IOException e) {
      server.close();
      throw e;
    }
    StopSignal.onStop(
        () -> {
          server.close();
          tellStopped(directory);
        });
    surroundings.console().tell("Ctrl-C stops the server; the shells live on.");
    StopSignal.await();
  }

  private void report(URI url, DataDirectory directory, FirstShell.Result shells) {
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonObject result = new JsonObject();
      result.addProperty("url", url.toString());
      result.addProperty("token_file", directory.tokenFile().toString());
      result.addProperty("data_directory", directory.path().toString());
      JsonArray terminals = new JsonArray();
      shells.terminalIds().forEach(terminals::add);
      result.add("terminals", terminals);
      console.json(result);
      return;
    }
    console.line("Serving " + url);
    console.line("  data    " + directory.path());
    console.line("  token   " + directory.tokenFile());
    String shell = shells.opened() ? "new shell" : "running";
    console.line("  " + shell + " " + String.join(", ", shells.terminalIds()));
    console.line("Attach from any terminal of yours:");
    console.line("  " + Program.name() + " attach");
  }

  private void tellStopped(DataDirectory directory) {
    Console console = surroundings.console();
    try {
      Optional<RunningProcess> host = ProcessLock.holder(directory, ProcessRole.HOST);
      if (host.isPresent()) {
        console.tell(
            "server stopped. The shells live on (terminal host, pid %d): `%s up` goes on with them, `%s down` ends them."
                .formatted(host.get().pid(), Program.name(), Program.name()));
        return;
      }
    } catch (IOException e) {
      // Then nothing can be said of the host.
    }
    console.tell("server stopped.");
  }
}
