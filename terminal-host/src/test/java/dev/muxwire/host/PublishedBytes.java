package dev.muxwire.host;

import static org.awaitility.Awaitility.await;

import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one terminal published: its bytes, its sizes, its exit. */
final class PublishedBytes implements PublishedTerminal {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String terminalId;
  private final HostTerminalListener listener;
  private final CompletableFuture<Void> exitStored = new CompletableFuture<>();
  private final CompletableFuture<TerminalExit> exit = new CompletableFuture<>();

  /** All guarded by this. */
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private final List<TerminalSize> sizes = new ArrayList<>();
  private final boolean storesExit;
  private long limitBytes;
  private long lastElapsedMicros;
  private @Nullable CompletableFuture<Void> waiting;

  PublishedBytes(
      String terminalId, HostTerminalListener listener, long limitBytes, boolean storesExit) {
    this.terminalId = terminalId;
    this.listener = listener;
    this.limitBytes = limitBytes;
    this.storesExit = storesExit;
  }

  HostTerminalListener listener() {
    return listener;
  }

  @Override
  public synchronized CompletableFuture<Void> append(byte[] data, long elapsedMicros) {
    check(elapsedMicros);
    if (waiting != null) {
      throw new IllegalStateException("appended without waiting for room");
    }
    bytes.writeBytes(data);
    if (bytes.size() < limitBytes) {
      return CompletableFuture.completedFuture(null);
    }
    waiting = new CompletableFuture<>();
    return waiting;
  }

  private void check(long elapsedMicros) {
    if (exit.isDone() || elapsedMicros < lastElapsedMicros) {
      throw new IllegalStateException("after the exit, or back in time");
    }
    lastElapsedMicros = elapsedMicros;
  }

  synchronized void giveRoom() {
    limitBytes = Long.MAX_VALUE;
    if (waiting != null) {
      waiting.complete(null);
      waiting = null;
    }
  }

  synchronized boolean isFull() {
    return waiting != null;
  }

  @Override
  public synchronized void resized(TerminalSize size, long elapsedMicros) {
    sizes.add(size);
  }

  @Override
  public synchronized CompletableFuture<Void> exited(TerminalExit value, long elapsedMicros) {
    check(elapsedMicros);
    exit.complete(value);
    if (storesExit) {
      exitStored.complete(null);
    }
    return exitStored;
  }

  void storeExit() {
    exitStored.complete(null);
  }

  TerminalExit awaitExit() {
    return exit.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean hasExited() {
    return exit.isDone();
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void awaitText(String part) {
    await("the output '" + part + "'").atMost(PATIENCE).until(() -> text().contains(part));
  }

  synchronized List<TerminalSize> sizes() {
    return List.copyOf(sizes);
  }

  @Override
  public String terminalId() {
    return terminalId;
  }

  @Override
  public synchronized long end() {
    return bytes.size();
  }

  @Override
  public long durableOffset() {
    return 0;
  }
}
