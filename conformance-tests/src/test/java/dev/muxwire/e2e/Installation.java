package dev.muxwire.e2e;

import dev.muxwire.cli.Main;
import dev.muxwire.cli.command.Surroundings;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * One user's Muxwire: a home and a data directory of its own, and the processes that were started
 * in them. Closing it ends those, whatever the test did meanwhile.
 */
public final class Installation implements AutoCloseable {
  static final String WORKSPACE = "main";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root;
  private final List<AutoCloseable> opened = new ArrayList<>();

  public Installation(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  public Path dataDirectory() {
    return root.resolve("data");
  }

  Path tokenFile() {
    return dataDirectory().resolve("token");
  }

  /** What the user's commands find in their environment. */
  Map<String, String> environment() {
    return Map.of("HOME", root.toString(), "XDG_STATE_HOME", root.resolve("state").toString());
  }

  /**
   * Starts {@code serve}, or {@code up}; returns once it listens.
   *
   * @param jvmOptions without any it starts quickly and runs slowly, which does for tests that
   *     measure nothing
   */
  public ServerProcess server(String command, int port, String... jvmOptions) {
    List<String> options =
        jvmOptions.length == 0 ? MuxwireJar.QUICK_START : Arrays.asList(jvmOptions);
    return closeLater(ServerProcess.start(this, command, port, options, opened.size()));
  }

  /** Starts {@code up}; returns once it has told how to attach: its shell runs. */
  ServerProcess up() {
    ServerProcess server = server("up", 0);
    Awaitility.await("up has told how to attach")
        .atMost(PATIENCE)
        .until(() -> server.output().contains("muxwire attach"));
    return server;
  }

  /** Starts a terminal host that finds its server at an address. */
  Process host(URI url, String... jvmOptions) {
    List<String> arguments =
        List.of(
            "host",
            "--url",
            url.toString(),
            "--token-file",
            tokenFile().toString(),
            "--data-dir",
            dataDirectory().toString());
    return start(MuxwireJar.command(Arrays.asList(jvmOptions), arguments), "host-process");
  }

  /** Runs a short command to its end. */
  CommandResult run(String... arguments) {
    Path out = root.resolve("command-" + opened.size() + ".out");
    Path err = root.resolve("command-" + opened.size() + ".err");
    try {
      ProcessBuilder builder =
          builder(MuxwireJar.command(MuxwireJar.QUICK_START, List.of(arguments)));
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      closeLater(() -> end(process.toHandle(), Duration.ZERO));
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            String.join(" ", arguments) + " did not end; it said: " + Files.readString(err));
      }
      return new CommandResult(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * The same without a process of its own, which takes a second to start: for commands that read no
   * standard input and use no terminal.
   */
  CommandResult runHere(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exitCode =
        Main.run(
            new Surroundings(new Environment(environment(), root), console), List.of(arguments));
    return new CommandResult(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** Starts a command that goes on by itself; its output is in {@code NAME.out}. */
  Process start(List<String> command, String name) {
    try {
      Process process =
          builder(command)
              .redirectOutput(root.resolve(name + ".out").toFile())
              .redirectError(root.resolve(name + ".err").toFile())
              .start();
      closeLater(() -> end(process.toHandle(), Duration.ofSeconds(8)));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MUXWIRE_"));
    builder.environment().putAll(environment());
    return builder.redirectInput(Path.of("/dev/null").toFile());
  }

  /** Connects an SDK client as the owner. */
  public MuxwireClient client(URI url) {
    return closeLater(MuxwireClient.connect(clientOptions(url).build()));
  }

  public ClientOptions.Builder clientOptions(URI url) {
    return ClientOptions.builder(url).token(token()).clientName("end-to-end");
  }

  public String token() {
    try {
      return Files.readString(tokenFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes something together with this, before what was opened earlier. */
  public <T extends AutoCloseable> T closeLater(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @Override
  public void close() throws Exception {
    // While its server lives, a host need not wait for one that takes how its programs ended.
    detachedHost().ifPresent(host -> end(host, Duration.ofSeconds(8)));
    List<Throwable> failures = new ArrayList<>();
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (Exception | Error e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("could not end everything", failures.get(0));
    }
  }

  /** The host that {@code up} started, and that outlives it. */
  private Optional<ProcessHandle> detachedHost() throws IOException {
    Path description = dataDirectory().resolve("host.json");
    return Files.exists(description)
        ? ProcessHandle.of(RunningFile.read(description).pid())
        : Optional.empty();
  }

  /** Asks a process to end, and kills it when it does not. */
  static void end(ProcessHandle process, Duration patience) {
    if (!process.isAlive()) {
      return; // long ago perhaps, and its number may be another's by now: that one lives on
    }
    CompletableFuture<ProcessHandle> exit = process.onExit();
    try {
      if (!patience.isZero()) {
        process.destroy();
        exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
    } catch (Exception e) {
      // It is killed then, below.
    }
    process.destroyForcibly();
    exit.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
