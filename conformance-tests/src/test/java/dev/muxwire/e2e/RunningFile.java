package dev.muxwire.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a running server or host tells about itself in the data directory. */
record RunningFile(long pid, URI url) {
  static RunningFile read(Path file) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return new RunningFile(json.get("pid").getAsLong(), URI.create(json.get("url").getAsString()));
  }
}
