package dev.muxwire.e2e;

import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A host without programs: its one terminal prints exactly what a test says. */
final class PublishingHost implements HostListener, HostTerminalListener {
  static final String HOST_ID = "publishing";
  private static final int PIECE_BYTES = 16 << 10;
  private static final long SECONDS = 60;

  private final HostRegistration registration;
  private final CompletableFuture<PublishedTerminal> terminal = new CompletableFuture<>();

  @SuppressWarnings("this-escape") // nothing is called before the registration is made
  PublishingHost(MuxwireClient client, String workspace) throws Exception {
    registration = client.registerHost(workspace, HOST_ID, this);
    registration.registered().get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    terminal.complete(registration.publish(terminalId, this));
    return CompletableFuture.completedFuture(null);
  }

  /** Prints so many bytes. */
  void print(int bytes) throws Exception {
    PublishedTerminal printer = terminal.get(SECONDS, TimeUnit.SECONDS);
    for (int printed = 0; printed < bytes; printed += PIECE_BYTES) {
      byte[] piece = new byte[Math.min(PIECE_BYTES, bytes - printed)];
      ThreadLocalRandom.current().nextBytes(piece); // nothing that a store could make smaller
      printer.append(piece, printed).get(SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Prints this; waits while too much of it is on its way to the server. */
  void print(byte[] piece) throws Exception {
    PublishedTerminal printer = terminal.get(SECONDS, TimeUnit.SECONDS);
    printer.append(piece, printer.end()).get(SECONDS, TimeUnit.SECONDS);
  }

  /** Its program ends; returns once that is durable. */
  void exit() throws Exception {
    PublishedTerminal printer = terminal.get(SECONDS, TimeUnit.SECONDS);
    printer.exited(TerminalExit.exited(0, 1), printer.end()).get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void end(String terminalId) {}

  @Override
  public CompletableFuture<Void> input(byte[] data, boolean typed) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void resize(TerminalSize size) {}

  @Override
  public void signal(String name) {}

  @Override
  public void ended(MuxwireException reason) {}
}
