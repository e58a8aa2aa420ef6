package dev.muxwire.bench.process;

import com.google.gson.JsonParser;
import dev.muxwire.server.auth.TokenHashes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code muxwire serve}, as users start it, on a data directory of its own. */
public final class MuxwireProcess implements AutoCloseable {
  /** The system property with further options of its JVM, separated by blanks. */
  public static final String JVM_OPTIONS = "bench.server.options";

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long LOOK_MS = 2;

  /** The token of one who reads and writes, of 32 bytes. */
  public static final String WRITER = "bench-writer-token-of-32-letters";

  /** Tokens of readers. */
  private static final int READERS = 400;

  private final Path data;
  private final Process process;
  private final URI uri;

  private MuxwireProcess(Path data, Process process) throws IOException {
    this.data = data;
    this.process = process;
    this.uri = awaitListening();
  }

  /**
   * Starts one with a heap of 1 GB; returns once it listens. It takes up what is in the directory.
   *
   * @param directory for its data directory and its log
   * @param more options of {@code muxwire serve}
   */
  public static MuxwireProcess start(Path directory, String... more) throws IOException {
    Path data = directory.resolve("data");
    Files.createDirectories(
        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    writeTokens(data);
    List<String> command = Child.Jvm.command(jvmOptions(), "dev.muxwire.cli.Main");
    command.addAll(List.of("serve", "--listen", "127.0.0.1:0", "--data-dir", data.toString()));
    command.addAll(List.of(more));
    Files.deleteIfExists(data.resolve("server.json"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(data.resolveSibling("server.log").toFile()));
    return new MuxwireProcess(data, Started.start(builder));
  }

  /** The heap, and what a person adds who profiles. */
  private static List<String> jvmOptions() {
    List<String> options = new ArrayList<>(List.of("-Xmx1g"));
    String more = System.getProperty(JVM_OPTIONS, "");
    if (!more.isBlank()) {
      options.addAll(List.of(more.split(" ")));
    }
    return options;
  }

  /** A token may have 100 connections: readers share several. */
  private static void writeTokens(Path data) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < READERS; i++) {
      lines.append(TokenHashes.hash(reader(i))).append(" reader-" + i + " read:*\n");
    }
    lines.append(TokenHashes.hash(WRITER)).append(" writer write:*\n");
    Path file = data.resolve("tokens");
    Files.writeString(file, lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** The token of one of many connections that only read. */
  public static String reader(int connection) {
    return "bench-reader-token-" + connection % READERS;
  }

  private URI awaitListening() throws IOException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    Path description = data.resolve("server.json");
    while (System.nanoTime() < until && process.isAlive()) {
      if (Files.exists(description) && Files.size(description) > 0) {
        return URI.create(
            JsonParser.parseString(Files.readString(description))
                .getAsJsonObject()
                .get("url")
                .getAsString());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    process.destroyForcibly();
    throw new IOException(
        "the server did not start; it said: "
            + Files.readString(data.resolveSibling("server.log")));
  }

  public URI uri() {
    return uri;
  }

  public int port() {
    return uri.getPort();
  }

  /** The owner's. */
  public String token() throws IOException {
    return Files.readString(data.resolve("token")).strip();
  }

  public Meter meter() {
    return new Meter(process.pid());
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
