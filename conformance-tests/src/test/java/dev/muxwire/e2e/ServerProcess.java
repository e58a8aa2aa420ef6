package dev.muxwire.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server in a process, from listening to its end. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Installation installation;
  private final String command;
  private final List<String> jvmOptions;
  private final int number;
  private int starts;
  private Process process;
  private URI uri;

  private ServerProcess(
      Installation installation, String command, int port, List<String> jvmOptions, int number) {
    this.installation = installation;
    this.command = command;
    this.jvmOptions = jvmOptions;
    this.number = number;
    this.process = launch(port);
    this.uri = awaitListening();
  }

  /**
   * Starts one.
   *
   * @param port 0 for any free one
   * @param number tells its output files from others'
   */
  static ServerProcess start(
      Installation installation, String command, int port, List<String> jvmOptions, int number) {
    return new ServerProcess(installation, command, port, jvmOptions, number);
  }

  private Process launch(int port) {
    String listen = "127.0.0.1:" + port;
    String data = installation.dataDirectory().toString();
    List<String> arguments = List.of(command, "--listen", listen, "--data-dir", data);
    return installation.start(MuxwireJar.command(jvmOptions, arguments), name());
  }

  private String name() {
    return command + "-" + number + "-" + starts;
  }

  private URI awaitListening() {
    Path description = installation.dataDirectory().resolve("server.json");
    return Awaitility.await("the server listens")
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> listening(description), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<URI> listening(Path description) throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("the server ended: " + errors());
    }
    try {
      RunningFile running = RunningFile.read(description);
      return running.pid() == process.pid() ? Optional.of(running.url()) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** What it wrote to stderr, since it was last started. */
  String errors() throws IOException {
    return Files.readString(installation.root().resolve(name() + ".err"));
  }

  /** What it wrote to stdout, since it was last started. */
  String output() throws IOException {
    return Files.readString(installation.root().resolve(name() + ".out"));
  }

  public URI uri() {
    return uri;
  }

  public int port() {
    return uri.getPort();
  }

  long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}, and back at the same address. */
  void killAndRestart() {
    kill();
    restart();
  }

  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and back at the same address. */
  void stopAndRestart() {
    process.destroy();
    awaitEnd();
    restart();
  }

  /** Back at the same address. */
  public void restart() {
    launchAgain();
    awaitReady();
  }

  /** Starts it again at the same address, and does not wait until it listens. */
  public void launchAgain() {
    starts++;
    process = launch(port());
  }

  /** Waits until what was launched again listens. */
  public void awaitReady() {
    uri = awaitListening();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    Installation.end(process.toHandle(), Duration.ofSeconds(8));
  }
}
