package dev.muxwire.bench.process;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs of peers that run on Node: {@code bench/peers}, with what they depend on. */
public final class NodePeers {
  /** What is missing where there are none. */
  public static final String MISSING =
      "needs Node 20 or later with npm (Debian: apt-get install nodejs npm), and the npm registry"
          + " on first use";

  private static final Path PLACE = Path.of("bench", "peers");
  private static final long PATIENCE_SECONDS = 120;

  private final Path directory;

  private NodePeers(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds them, and installs what they depend on where that was not done before; empty, if Node is
   * missing or that fails.
   *
   * @param log for what npm says
   */
  public static Optional<NodePeers> find(Path log) throws IOException, InterruptedException {
    Optional<Path> directory = directory();
    if (directory.isEmpty() || !succeeds(directory.get(), log, "node", "--version")) {
      return Optional.empty();
    }
    Path installed = directory.get().resolve("node_modules");
    if (!Files.isDirectory(installed)
        && !succeeds(directory.get(), log, "npm", "ci", "--ignore-scripts", "--no-audit")) {
      return Optional.empty();
    }
    return Optional.of(new NodePeers(directory.get()));
  }

  /** Beneath {@code muxwire.home}, or the working directory or one above it. */
  private static Optional<Path> directory() {
    Path home = Path.of(System.getProperty("muxwire.home", "")).toAbsolutePath();
    for (Path at = home; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(PLACE))) {
        return Optional.of(at.resolve(PLACE));
      }
    }
    return Optional.empty();
  }

  private static boolean succeeds(Path directory, Path log, String... command)
      throws IOException, InterruptedException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      return false; // no such program
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  /** Starts one of them. */
  public Child start(String program, Path log, Path... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(directory.resolve(program).toString());
    for (Path argument : arguments) {
      command.add(argument.toAbsolutePath().toString());
    }
    return Child.start(program, command, log);
  }

  /** The version of a package, as installed. */
  public String version(String dependency) throws IOException {
    Path file = directory.resolve("node_modules").resolve(dependency).resolve("package.json");
    return JsonParser.parseString(Files.readString(file))
        .getAsJsonObject()
        .get("version")
        .getAsString();
  }
}
