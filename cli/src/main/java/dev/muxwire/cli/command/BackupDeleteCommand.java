package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.BackupDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.server.backup.Backup;
import dev.muxwire.server.backup.BackupDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire backup delete}. */
@Command(
    name = "delete",
    description = {
      "Delete backups in a directory of this machine; no server is asked, and one that runs may.",
      "Those named, or all but the newest so many. What others share stays."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire backup delete 3 4",
      "  muxwire backup delete --keep 14      for a nightly job",
      "  muxwire backup delete 3 --json       {\"deleted\": [3]}"
    })
final class BackupDeleteCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private BackupDirectoryOption directory = new BackupDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "Backups, by the number that `backup list` tells.")
  private List<Integer> ids = List.of();

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Instead: delete all but the newest N, at least 1.")
  private @Nullable Integer keep;

  BackupDeleteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Integer kept = keep;
    if ((kept == null) == ids.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "name backups, or say how many to --keep.");
    }
    if (kept != null && kept < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--keep takes a number from 1 on.");
    }
    BackupDirectory backups = new BackupDirectory(directory.resolve(surroundings.environment()));
    List<Integer> deleted =
        BackupFailures.told(
            "delete backups", () -> delete(backups, kept == null ? ids : older(backups, kept)));
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonArray array = new JsonArray();
      deleted.forEach(array::add);
      JsonObject result = new JsonObject();
      result.add("deleted", array);
      console.json(result);
    } else {
      console.tell(
          deleted.isEmpty()
              ? "nothing to delete."
              : "deleted backup "
                  + deleted.stream().map(String::valueOf).collect(Collectors.joining(", "))
                  + ".");
    }
    return ExitCode.OK;
  }

  private static List<Integer> older(BackupDirectory backups, int kept) throws IOException {
    List<Integer> all = backups.list().stream().map(Backup::id).toList();
    return all.subList(0, Math.max(0, all.size() - kept));
  }

  /** All or none: a wrong number deletes nothing. */
  private static List<Integer> delete(BackupDirectory backups, List<Integer> which)
      throws IOException {
    List<Integer> found = new ArrayList<>();
    for (int id : which) {
      found.add(backups.find(Integer.toString(id)).id());
    }
    if (!found.isEmpty()) {
      backups.delete(found);
    }
    return found;
  }
}
