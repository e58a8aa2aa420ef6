package dev.muxwire.host.pty;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running program and all that it wrote; closing it ends the program. */
final class Terminal implements AutoCloseable, PtyListener {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PtyProcess process;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final CompletableFuture<PtyExit> exit = new CompletableFuture<>();

  private Terminal(PtySpec spec, PtyLimits limits) throws SpawnFailedException {
    process = PtyProcess.spawn(spec, limits);
    process.begin(this);
  }

  static Terminal run(String... command) throws SpawnFailedException {
    return run(PtyLimits.DEFAULT, command);
  }

  static Terminal run(PtyLimits limits, String... command) throws SpawnFailedException {
    return new Terminal(spec(command), limits);
  }

  static Terminal run(PtySpec spec) throws SpawnFailedException {
    return new Terminal(spec, PtyLimits.DEFAULT);
  }

  static PtySpec spec(String... command) {
    return new PtySpec("t1", List.of(command), "", Map.of(), PtySize.DEFAULT);
  }

  @Override
  public synchronized void output(byte[] data, long elapsedMicros) {
    output.writeBytes(data);
  }

  @Override
  public void exited(PtyExit programExit, long elapsedMicros) {
    exit.complete(programExit);
  }

  PtyProcess process() {
    return process;
  }

  void type(String text) {
    if (!process.write(text.getBytes(StandardCharsets.UTF_8), written -> {})) {
      throw new IllegalStateException("the input queue is full");
    }
  }

  synchronized byte[] bytes() {
    return output.toByteArray();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void awaitText(String part) {
    await("the output '" + part + "'").atMost(PATIENCE).until(() -> text().contains(part));
  }

  PtyExit awaitExit() {
    return exit.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean hasExited() {
    return exit.isDone();
  }

  @Override
  public void close() {
    process.kill();
    awaitExit();
  }
}
