package dev.muxwire.e2e;

import dev.muxwire.host.pty.PtyExit;
import dev.muxwire.host.pty.PtyLimits;
import dev.muxwire.host.pty.PtyListener;
import dev.muxwire.host.pty.PtyProcess;
import dev.muxwire.host.pty.PtySize;
import dev.muxwire.host.pty.PtySpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A user's terminal window: a pseudo-terminal in which a command of Muxwire runs. */
final class Window implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PtyProcess process;
  private final Screen screen = new Screen();

  private Window(PtyProcess process) {
    this.process = process;
  }

  static Window open(Installation installation, PtySize size, String... arguments)
      throws Exception {
    List<String> command = MuxwireJar.command(MuxwireJar.QUICK_START, List.of(arguments));
    PtySpec spec =
        new PtySpec(
            "window", command, installation.root().toString(), installation.environment(), size);
    Window window = new Window(PtyProcess.spawn(spec, PtyLimits.DEFAULT));
    window.process.begin(window.screen);
    return installation.closeLater(window);
  }

  void type(String text) {
    process.write(text.getBytes(StandardCharsets.UTF_8), written -> {});
  }

  void resize(int columns, int rows) {
    process.resize(new PtySize(columns, rows));
  }

  /** Waits for text that was not shown before the last {@link #forget}. */
  void awaitText(String text) {
    Awaitility.await("'" + text + "' in the window")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .failFast(
            "the command ended; it showed " + screen.printable(),
            () -> screen.exit.isDone() && !screen.shows(text))
        .untilAsserted(() -> screen.assertShows(text));
  }

  /** Waits for a match of a pattern with one group, and returns the group. */
  String awaitMatch(Pattern pattern) {
    return Awaitility.await(pattern + " in the window")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> screen.find(pattern), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until this much was shown since the last {@link #forget}. */
  void awaitBytes(int count) {
    Awaitility.await(count + " bytes in the window")
        .atMost(PATIENCE)
        .until(() -> screen.size() >= count);
  }

  /** What was shown so far no longer counts. */
  void forget() {
    screen.forget();
  }

  /** {@code kill -9}. */
  void kill() {
    process.kill();
    exit();
  }

  /** Waits for the command's end. */
  PtyExit exit() {
    return screen.exit.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    if (!screen.exit.isDone()) {
      kill();
    }
  }

  /** What the window shows, as bytes: written by the reader thread, read by the test's. */
  private static final class Screen implements PtyListener {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final CompletableFuture<PtyExit> exit = new CompletableFuture<>();

    @Override
    public synchronized void output(byte[] data, long elapsedMicros) {
      shown.writeBytes(data);
    }

    @Override
    public void exited(PtyExit ended, long elapsedMicros) {
      exit.complete(ended);
    }

    synchronized void forget() {
      shown.reset();
    }

    synchronized int size() {
      return shown.size();
    }

    synchronized boolean shows(String text) {
      return shown.toString(StandardCharsets.UTF_8).contains(text);
    }

    synchronized Optional<String> find(Pattern pattern) {
      Matcher matcher = pattern.matcher(shown.toString(StandardCharsets.UTF_8));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    synchronized String printable() {
      return shown.toString(StandardCharsets.UTF_8).replace('\033', '^');
    }

    void assertShows(String text) {
      if (!shows(text)) {
        throw new AssertionError("not shown: '" + text + "' in: " + printable());
      }
    }
  }
}
