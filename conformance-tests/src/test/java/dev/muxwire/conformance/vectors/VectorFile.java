package dev.muxwire.conformance.vectors;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Vectors in a file, and bytes in them as hexadecimal digits. */
final class VectorFile {
  static final HexFormat HEX = HexFormat.of();

  private static final Path DIRECTORY = Path.of("../conformance/src/main/vectors");
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private VectorFile() {}

  static String read(String name) throws IOException {
    return Files.readString(DIRECTORY.resolve(name));
  }

  static void write(String name, JsonElement vectors) throws IOException {
    Files.writeString(DIRECTORY.resolve(name), text(vectors));
  }

  static String text(JsonElement vectors) {
    return GSON.toJson(vectors) + "\n";
  }
}
