package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.BackupDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Sizes;
import dev.muxwire.cli.output.Table;
import dev.muxwire.server.backup.Backup;
import dev.muxwire.server.backup.BackupDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire backup list}. */
@Command(
    name = "list",
    description = {
      "List the backups in a directory of this machine, oldest first; no server is asked.",
      "SIZE is what a restore writes. What is damaged shows when it is restored."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire backup list",
      "  muxwire backup list --backup-dir /mnt/backups/muxwire --json"
    })
final class BackupListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private BackupDirectoryOption directory = new BackupDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  BackupListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    BackupDirectory backups = new BackupDirectory(directory.resolve(surroundings.environment()));
    List<Backup> all = BackupFailures.told("list the backups", backups::list);
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonArray array = new JsonArray();
      all.forEach(backup -> array.add(BackupText.json(backup)));
      JsonObject result = new JsonObject();
      result.addProperty("directory", backups.path().toString());
      result.add("backups", array);
      console.json(result);
    } else if (all.isEmpty()) {
      console.tell("no backup in " + backups.path() + ". `muxwire backup` makes one.");
    } else {
      Table table = new Table("BACKUP", "CREATED", "SIZE", "BY");
      all.forEach(backup -> addTo(table, backup));
      table.lines().forEach(console::line);
    }
    return ExitCode.OK;
  }

  private static void addTo(Table table, Backup backup) {
    String problem = backup.problem();
    if (problem == null) {
      table.row(
          "" + backup.id(),
          BackupText.time(backup.createdAtMs()),
          Sizes.of(backup.bytes()),
          backup.server());
    } else {
      table.row("" + backup.id(), "-", "-", "damaged: " + problem);
    }
  }
}
