package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.server.backup.Backup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Backups in words and in JSON. */
final class BackupText {
  private BackupText() {}

  static String time(long createdAtMs) {
    return Instant.ofEpochMilli(createdAtMs).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static JsonObject json(Backup backup) {
    JsonObject json = new JsonObject();
    json.addProperty("id", backup.id());
    String problem = backup.problem();
    if (problem == null) {
      json.addProperty("bytes", backup.bytes());
      json.addProperty("created", time(backup.createdAtMs()));
      json.addProperty("server", backup.server());
    } else {
      json.addProperty("problem", problem);
    }
    return json;
  }
}
