package dev.muxwire.cli.local;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server that this user started last: what client commands connect to when nothing else is
 * said.
 *
 * @param url where it listens
 * @param tokenFile the token that opens it
 * @param dataDirectory its data
 * @param backupDirectory where it writes backups
 */
public record LastServer(URI url, Path tokenFile, Path dataDirectory, Path backupDirectory) {
  private static final String FILE_NAME = "last-server.json";

  /** Reads the record; an unreadable one counts as none, for it is only a convenience. */
  public static Optional<LastServer> read(Environment environment) {
    try {
      String text = Files.readString(environment.stateDirectory().resolve(FILE_NAME));
      JsonObject json = new Gson().fromJson(text, JsonObject.class);
      return Optional.of(
          new LastServer(
              URI.create(json.get("url").getAsString()),
              Path.of(json.get("tokenFile").getAsString()),
              Path.of(json.get("dataDirectory").getAsString()),
              backupDirectory(json)));
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (NullPointerException | IllegalStateException | UnsupportedOperationException e) {
      // A member is missing or of another type.
      return Optional.empty();
    }
  }

  /** Earlier versions did not tell it, and wrote no backups. */
  private static Path backupDirectory(JsonObject json) {
    return json.has("backupDirectory")
        ? Path.of(json.get("backupDirectory").getAsString())
        : new DataDirectory(Path.of(json.get("dataDirectory").getAsString())).backups();
  }

  public void write(Environment environment) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("url", url.toString());
    json.addProperty("tokenFile", tokenFile.toAbsolutePath().toString());
    json.addProperty("dataDirectory", dataDirectory.toAbsolutePath().toString());
    json.addProperty("backupDirectory", backupDirectory.toAbsolutePath().toString());
    PrivateFiles.replace(environment.stateDirectory().resolve(FILE_NAME), json + "\n");
  }
}
