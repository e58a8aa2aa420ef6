package dev.muxwire.durability;

import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A host without programs: its one terminal prints the pattern, on and on. */
final class PatternHost implements HostListener, HostTerminalListener {
  private static final int PIECE_BYTES = 300;
  private static final Executor PAUSE =
      CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

  private final History history;
  private final HostRegistration registration;
  private final CompletableFuture<PublishedTerminal> terminal = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile boolean stopping;

  @SuppressWarnings("this-escape") // nothing is called before the registration is made
  PatternHost(MuxwireClient client, String workspace, History history) throws Exception {
    this.history = history;
    registration = client.registerHost(workspace, "pattern", this);
    registration.registered().get(30, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    PublishedTerminal opened = registration.publish(terminalId, this);
    terminal.complete(opened);
    print(opened);
    return CompletableFuture.completedFuture(null);
  }

  private void print(PublishedTerminal printer) {
    if (stopping) {
      stopped.complete(null);
      return;
    }
    long end = printer.end();
    printer
        .append(Pattern.bytes(end, PIECE_BYTES), end)
        .whenComplete((room, failure) -> PAUSE.execute(() -> print(printer)));
  }

  /** Prints no more; returns how much it was. */
  long stop() throws Exception {
    stopping = true;
    stopped.get(30, TimeUnit.SECONDS);
    return terminal.get().end();
  }

  long durableOffset() {
    return terminal.join().durableOffset();
  }

  @Override
  public void end(String terminalId) {
    history.trouble("the server counts terminal " + terminalId + " as ended");
  }

  @Override
  public CompletableFuture<Void> input(byte[] data, boolean typed) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void resize(TerminalSize size) {}

  @Override
  public void signal(String name) {}

  @Override
  public void ended(MuxwireException reason) {
    if (!stopping) {
      history.trouble("the host's terminal ended: " + reason);
    }
  }
}
