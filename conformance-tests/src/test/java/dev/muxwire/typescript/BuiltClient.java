package dev.muxwire.typescript;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The TypeScript client, built once for all tests of it. They run in several processes: who comes
 * first builds, the others wait, and nothing is built again until a source is another one.
 */
public final class BuiltClient {
  private static final Duration DOWNLOAD = Duration.ofMinutes(5);
  private static final Duration BUILD = Duration.ofMinutes(4);
  private static final List<String> SOURCES =
      List.of(
          "client-sdk-ts/src",
          "client-sdk-ts/driver",
          "client-sdk-ts/examples",
          "client-sdk-ts/test",
          "client-sdk-ts/package-lock.json",
          "client-sdk-ts/package.json",
          "client-sdk-ts/tsconfig.json",
          "proto/src/main/proto",
          "conformance/src/main/proto");

  private BuiltClient() {}

  /** The client's directory; the test is skipped where node or npm is missing. */
  @SuppressWarnings("try") // The lock is held, and not used.
  public static Path directory() throws IOException, InterruptedException {
    Optional<String> missing = NpmPackage.missing();
    assumeTrue(missing.isEmpty(), () -> "the TypeScript client is not tested: " + missing);
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    Path repository = module.resolve("..").normalize();
    Path client = repository.resolve("client-sdk-ts");
    Path stamp = Files.createDirectories(module.resolve("target")).resolve("typescript.built");
    try (FileChannel channel =
            FileChannel.open(
                stamp,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock ignored = channel.lock()) {
      String sources = fingerprint(repository);
      if (!Files.readString(stamp).equals(sources) || !isBuilt(client)) {
        build(new NpmPackage(client));
        Files.writeString(stamp, sources);
      }
    }
    return client;
  }

  private static boolean isBuilt(Path client) {
    return Files.exists(client.resolve("build/driver/main.js"))
        && Files.exists(client.resolve("node_modules"));
  }

  private static void build(NpmPackage client) throws IOException, InterruptedException {
    client.npm(DOWNLOAD, "ci", "--prefer-offline", "--no-audit", "--no-fund");
    client.npm(BUILD, "run", "format:check");
    client.npm(BUILD, "run", "build");
  }

  /** Names, sizes and times of all sources; what is generated among them does not count. */
  private static String fingerprint(Path repository) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String source : SOURCES) {
      try (Stream<Path> files = Files.walk(repository.resolve(source))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          Path name = repository.relativize(file);
          if (!name.startsWith("client-sdk-ts/src/gen")) {
            text.append(name).append(' ').append(Files.size(file)).append(' ');
            text.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
          }
        }
      }
    }
    return text.toString();
  }
}
