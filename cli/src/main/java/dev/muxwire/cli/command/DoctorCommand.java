package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.LastServer;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.RunningProcess;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.doctor.DirectoryExamination;
import dev.muxwire.server.doctor.Finding;
import dev.muxwire.server.doctor.StoreExamination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire doctor}. */
@Command(
    name = "doctor",
    description = {
      "Examine a data directory: modes, secrets, free space, every checksum and record, whether",
      "each workspace comes out whole. Changes nothing. With a server on it the store cannot be",
      "looked into; the rest is, and the server is asked how it is.",
      "Ends with 1 if anything is BAD. Without --data-dir it is that of your last up or serve."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire doctor",
      "  muxwire doctor --data-dir /var/lib/muxwire --json",
      "",
      "JSON:",
      "  {\"directory\": \"…\", \"findings\":",
      "   [{\"level\": \"ok\", \"subject\": \"token\", \"message\": \"…\", \"advice\": \"\"}]}"
    })
final class DoctorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = "The backup directory. Default: that of the last server there, or backups.")
  private @Nullable Path backupDirectory;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectory directory = dataDirectory.resolveLast(surroundings.environment());
    if (!Files.isDirectory(directory.path())) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "there is no data directory " + directory.path() + ". --data-dir names another.");
    }
    List<Finding> findings = examine(directory);
    tell(directory, findings);
    boolean isBad = findings.stream().anyMatch(each -> each.level() == Finding.Level.BAD);
    return isBad ? ExitCode.FAILURE : ExitCode.OK;
  }

  private List<Finding> examine(DataDirectory directory) throws IOException {
    List<Finding> findings =
        new ArrayList<>(
            DirectoryExamination.run(directory.path(), backups(directory), Instant.now()));
    if (ProcessLock.isHeld(directory, ProcessRole.SERVER)) {
      Optional<RunningProcess> server = ProcessLock.holder(directory, ProcessRole.SERVER);
      findings.add(server.map(running -> ask(running, directory)).orElseGet(this::starting));
      findings.add(
          Finding.ok(
              "store", "in use, and so not looked into; stop the server to have it examined"));
    } else {
      findings.addAll(StoreExamination.run(directory.path().resolve("store"), Limits.DEFAULT));
    }
    return findings;
  }

  private Path backups(DataDirectory directory) {
    if (backupDirectory != null) {
      return backupDirectory;
    }
    return LastServer.read(surroundings.environment())
        .filter(last -> last.dataDirectory().equals(directory.path()))
        .map(LastServer::backupDirectory)
        .orElseGet(directory::backups);
  }

  private Finding starting() {
    return Finding.warn("server", "one starts or stops", "look again in a moment");
  }

  private Finding ask(RunningProcess running, DataDirectory directory) {
    String who = "pid " + running.pid() + ", " + running.url();
    ServerAccess access = new ServerAccess(running.url(), directory.tokenFile(), "main");
    try (ServerSession session = ServerSession.open(access)) {
      ServerStatus status = session.await("ask for the status", session.client().serverStatus());
      return Finding.ok(
          "server",
          "%s: %d connections, %d workspaces"
              .formatted(who, status.connections().size(), status.workspaces().size()));
    } catch (CommandFailure e) {
      return Finding.bad(
          "server", who + ": " + e.getMessage(), "look at its log; `muxwire down` ends it");
    }
  }

  private void tell(DataDirectory directory, List<Finding> findings) {
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonArray array = new JsonArray();
      findings.forEach(finding -> array.add(toJson(finding)));
      JsonObject result = new JsonObject();
      result.addProperty("directory", directory.path().toString());
      result.add("findings", array);
      console.json(result);
      return;
    }
    int width = findings.stream().mapToInt(each -> each.subject().length()).max().orElse(0);
    for (Finding finding : findings) {
      console.line(
          ("%-4s  %-" + width + "s  %s")
              .formatted(finding.level(), finding.subject(), finding.message()));
      if (!finding.advice().isEmpty()) {
        console.line("      -> " + finding.advice());
      }
    }
  }

  private static JsonObject toJson(Finding finding) {
    JsonObject object = new JsonObject();
    object.addProperty("level", finding.level().name().toLowerCase(Locale.ROOT));
    object.addProperty("subject", finding.subject());
    object.addProperty("message", finding.message());
    object.addProperty("advice", finding.advice());
    return object;
  }
}
