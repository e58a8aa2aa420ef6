package dev.muxwire.host;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.host.pty.PtyExit;
import dev.muxwire.host.pty.PtyListener;
import dev.muxwire.host.pty.PtyProcess;
import dev.muxwire.host.pty.PtySignal;
import dev.muxwire.host.pty.PtySize;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One program between its pseudo-terminal and the SDK.
 *
 * <p>The reader thread calls what {@link PtyListener} has, the SDK's callback executor the rest.
 */
final class HostedTerminal implements PtyListener, HostTerminalListener {
  private static final Logger log = LoggerFactory.getLogger(HostedTerminal.class);

  private final String terminalId;
  private final PtyProcess process;

  /** Completes when nobody will take more output. */
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();

  /** Completes when there is nothing more to do for this terminal. */
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  /** This and what follows is guarded by this. */
  private @Nullable PublishedTerminal published;

  private boolean exited;

  HostedTerminal(String terminalId, PtyProcess process) {
    this.terminalId = terminalId;
    this.process = process;
  }

  /**
   * Publishes, then lets output flow.
   *
   * @throws RuntimeException if it cannot be published; the program was then ended
   */
  void begin(HostRegistration registration) {
    try {
      // Under the lock, because the SDK may call back before this returns.
      synchronized (this) {
        published = registration.publish(terminalId, this);
      }
    } catch (RuntimeException e) {
      abandoned.complete(null);
      process.kill();
      throw e;
    } finally {
      process.begin(this);
    }
  }

  @Override
  public void output(byte[] data, long elapsedMicros) throws InterruptedException {
    if (abandoned.isDone()) {
      return;
    }
    CompletableFuture<Void> room = published().append(data, elapsedMicros);
    try {
      // Full: reading stops here, and with it, soon, the program.
      CompletableFuture.anyOf(room, abandoned).get();
    } catch (ExecutionException e) {
      log.info(
          "Nobody takes the output of terminal {}: {}", terminalId, String.valueOf(e.getCause()));
      abandon();
    }
  }

  @Override
  public void exited(PtyExit exit, long elapsedMicros) {
    synchronized (this) {
      exited = true;
    }
    storeExit(exit, elapsedMicros).whenComplete((done, failure) -> settled.complete(null));
  }

  private CompletableFuture<?> storeExit(PtyExit exit, long elapsedMicros) {
    if (abandoned.isDone()) {
      return abandoned;
    }
    try {
      CompletableFuture<Void> stored = published().exited(toWire(exit), elapsedMicros);
      return CompletableFuture.anyOf(stored, abandoned);
    } catch (RuntimeException e) {
      log.warn("The exit of terminal {} cannot be published", terminalId, e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private static TerminalExit toWire(PtyExit exit) {
    long nowMs = System.currentTimeMillis();
    return exit.signaled()
        ? TerminalExit.signaled(exit.signal(), nowMs)
        : TerminalExit.exited(exit.status(), nowMs);
  }

  private synchronized PublishedTerminal published() {
    return Objects.requireNonNull(published);
  }

  @Override
  public CompletableFuture<Void> input(byte[] data, boolean typed) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    boolean queued =
        process.write(
            data,
            written -> {
              if (written) {
                result.complete(null);
              } else {
                result.completeExceptionally(notTaken());
              }
            });
    if (!queued) {
      result.completeExceptionally(notTaken());
    }
    return result;
  }

  private static MuxwireException notTaken() {
    // The queue holds more than the SDK's window, so a full one cannot be the reason.
    return new MuxwireException(ErrorCode.EXITED, "the program takes no more input");
  }

  @Override
  public void resize(TerminalSize size) {
    synchronized (this) {
      if (!exited && published != null) {
        process.resize(new PtySize(size.columns(), size.rows()));
        published.resized(size, process.elapsedMicros());
      }
    }
  }

  @Override
  public void signal(String name) {
    PtySignal.named(name)
        .ifPresentOrElse(
            process::signal,
            () -> log.info("Terminal {} may not be sent the signal '{}'", terminalId, name));
  }

  @Override
  public void ended(MuxwireException reason) {
    log.info("Terminal {} is published no more: {}", terminalId, reason.getMessage());
    abandon();
  }

  /** Ends the program; its last output and its exit are still published. */
  void close() {
    process.close();
  }

  /** Ends the program, whose output nobody will take. */
  void abandon() {
    abandoned.complete(null);
    process.close();
  }

  /** Completes when the program ended, and the server has that durably or will never take it. */
  CompletableFuture<Void> settled() {
    return settled.copy();
  }
}
