package dev.muxwire.host;

import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.PublishedTerminal;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in for the SDK and the server behind it: tests ask through its listener, and look at what
 * was published.
 */
final class ScriptedRegistration implements HostRegistration {
  private final HostListener listener;
  private final Map<String, PublishedBytes> published = new ConcurrentHashMap<>();
  private volatile long bufferBytes = Long.MAX_VALUE;
  private volatile boolean storesExits = true;
  private volatile boolean refusesToPublish;
  private volatile boolean closed;

  ScriptedRegistration(HostListener listener) {
    this.listener = listener;
  }

  HostListener listener() {
    return listener;
  }

  PublishedBytes terminal(String terminalId) {
    return Objects.requireNonNull(published.get(terminalId), terminalId);
  }

  /** How much each terminal published from now on takes before it is full. */
  void bufferBytes(long value) {
    bufferBytes = value;
  }

  /** Whether an exit is durable at once. */
  void storesExits(boolean value) {
    storesExits = value;
  }

  void refusesToPublish(boolean value) {
    refusesToPublish = value;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public PublishedTerminal publish(String terminalId, HostTerminalListener terminalListener) {
    if (refusesToPublish) {
      throw new IllegalStateException("published already");
    }
    PublishedBytes terminal =
        new PublishedBytes(terminalId, terminalListener, bufferBytes, storesExits);
    published.put(terminalId, terminal);
    return terminal;
  }

  @Override
  public String hostId() {
    return "host";
  }

  @Override
  public String instance() {
    return "instance";
  }

  @Override
  public CompletableFuture<Void> registered() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    closed = true;
  }
}
