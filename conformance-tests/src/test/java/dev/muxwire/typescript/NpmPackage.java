package dev.muxwire.typescript;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A directory with a {@code package.json}, and npm to run its scripts. */
final class NpmPackage {
  private static final int NODE_AT_LEAST = 20;

  private final Path directory;

  NpmPackage(Path directory) {
    this.directory = directory;
  }

  /** Why npm cannot be run here; empty if it can. */
  static Optional<String> missing() {
    if (onPath("npm").isEmpty()) {
      return Optional.of("no npm on the PATH");
    }
    return onPath("node")
        .map(NpmPackage::tooOld)
        .orElseGet(() -> Optional.of("no node on the PATH"));
  }

  /** Runs npm; returns what it printed, or fails with that. */
  String npm(Duration patience, String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "npm";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(directory, patience, command);
  }

  private static Optional<String> tooOld(Path node) {
    try {
      String version = run(Path.of("."), Duration.ofSeconds(30), node.toString(), "--version");
      int major = Integer.parseInt(version.strip().replaceFirst("^v(\\d+).*", "$1"));
      return major >= NODE_AT_LEAST
          ? Optional.empty()
          : Optional.of("node " + version.strip() + " is older than " + NODE_AT_LEAST);
    } catch (IOException | NumberFormatException failure) {
      return Optional.of("node does not tell its version: " + failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static Optional<Path> onPath(String program) {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> Arrays.stream(path.split(File.pathSeparator)))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String run(Path directory, Duration patience, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("npm", ".log");
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        String how = ended ? "failed with " + process.exitValue() : "took more than " + patience;
        throw new AssertionError(String.join(" ", command) + " " + how + ":\n" + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
