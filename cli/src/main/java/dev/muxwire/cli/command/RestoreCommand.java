package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.LastServer;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Sizes;
import dev.muxwire.server.backup.Backup;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.backup.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire restore}. */
@Command(
    name = "restore",
    description = {
      "Make a data directory of a backup, whole or not at all; every file's checksum is compared.",
      "No server and no terminal host may run on it. Everything is then as of the backup, but in",
      "new epochs: clients that saw more are reset, and nothing of theirs overwrites it unasked.",
      "Run it as the user that the server runs as."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire restore latest --data-dir ./restored",
      "  muxwire restore 3 --from /mnt/backups/muxwire --data-dir /var/lib/muxwire/data --replace",
      "",
      "JSON:",
      "  {\"id\": 3, \"created\": \"…\", \"data_directory\": \"…\", \"moved_aside\": \"…\"}"
    })
final class RestoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      defaultValue = "latest",
      description = "The backup's number, or latest. Default: ${DEFAULT-VALUE}.")
  private String id = "latest";

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = {
        "The backup directory.",
        "Default: backups in --data-dir if there are any, else that of your last up or serve."
      })
  private @Nullable Path from;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "The data directory to make.")
  private Path target = Path.of("");

  @Option(
      names = "--replace",
      description = {
        "If there is something, rename it to DIR.before-restore-TIME.",
        "It is never deleted; a backup directory in it comes along into the new one."
      })
  private boolean replace;

  RestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = new DataDirectory(target);
    BackupDirectory backups = new BackupDirectory(backupDirectory(directory));
    try (ProcessesHeld held =
        replace ? ProcessesHeld.hold(directory) : ProcessesHeld.none(directory)) {
      Backup backup = BackupFailures.told("restore", () -> backups.find(id));
      Restore.Result result =
          BackupFailures.told(
              "restore backup " + backup.id(),
              () -> Restore.run(backups, backup, directory.path(), replace, Instant.now()));
      tell(backup, result);
    }
    return ExitCode.OK;
  }

  private Path backupDirectory(DataDirectory directory) {
    if (from != null) {
      return from;
    }
    return Files.isDirectory(directory.backups())
        ? directory.backups()
        : LastServer.read(surroundings.environment())
            .map(LastServer::backupDirectory)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE, "no backup directory known. Name one with --from."));
  }

  private void tell(Backup backup, Restore.Result result) {
    Console console = surroundings.console();
    Path aside = result.movedAside();
    if (json.isWanted()) {
      JsonObject told = new JsonObject();
      told.addProperty("id", backup.id());
      told.addProperty("created", BackupText.time(backup.createdAtMs()));
      told.addProperty("data_directory", result.dataDirectory().toString());
      if (aside != null) {
        told.addProperty("moved_aside", aside.toString());
      }
      console.json(told);
      return;
    }
    console.line(
        "restored backup %d, %s, of %s, to %s"
            .formatted(
                backup.id(),
                Sizes.of(backup.bytes()),
                BackupText.time(backup.createdAtMs()),
                result.dataDirectory()));
    if (aside != null) {
      console.line("what was there is " + aside);
    }
  }
}
