package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Sizes;
import dev.muxwire.client.Backup;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire backup}, and what there is to do with backups. */
@Command(
    name = "backup",
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Back up a running server: all workspaces, output, tokens and keys. Clients go on meanwhile.",
      "The server writes it, on its machine, into its own backup directory (`serve --backup-dir`).",
      "It holds secrets, like the data directory. What a backup shares with an earlier one takes",
      "no space again. Needs a token with the grant open:*."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire backup                       make one",
      "  muxwire backup --json                {\"id\": 3, \"bytes\": 73400320, \"created\": \"…\",",
      "                                        \"directory\": \"…\"}",
      "  muxwire backup list                  those that there are",
      "  muxwire backup delete --keep 14      all but the newest 14",
      "  muxwire restore latest --data-dir ./restored"
    })
final class BackupCommand implements Callable<Integer> {
  /** The server answers when it is done, and that is as long as it takes. */
  private static final long PATIENCE_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  private BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command with those below it. */
  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new BackupCommand(surroundings))
        .addSubcommand(new BackupListCommand(surroundings))
        .addSubcommand(new BackupDeleteCommand(surroundings));
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      tell(session.await("make a backup", session.client().createBackup(), PATIENCE_SECONDS));
      return ExitCode.OK;
    }
  }

  private void tell(Backup backup) {
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonObject result = new JsonObject();
      result.addProperty("id", backup.id());
      result.addProperty("bytes", backup.bytes());
      result.addProperty("created", BackupText.time(backup.createdAtMs()));
      result.addProperty("directory", backup.directory());
      console.json(result);
    } else {
      console.line(
          "backup %d, %s, of %s, in %s"
              .formatted(
                  backup.id(),
                  Sizes.of(backup.bytes()),
                  BackupText.time(backup.createdAtMs()),
                  backup.directory()));
    }
  }
}
