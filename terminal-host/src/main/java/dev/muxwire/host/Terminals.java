package dev.muxwire.host;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.host.pty.LoginShell;
import dev.muxwire.host.pty.PtyProcess;
import dev.muxwire.host.pty.PtySize;
import dev.muxwire.host.pty.PtySpec;
import dev.muxwire.host.pty.SpawnFailedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminals of one host: starts each at most once, and keeps it until it is settled.
 *
 * <pre>
 * open() --- room ---> being started ---> running, published ---> exit stored, or nobody wants it ---> forgotten
 *    |                      |
 *    +--- LIMIT_EXCEEDED    +--- SPAWN_FAILED
 * </pre>
 */
final class Terminals {
  private static final Logger log = LoggerFactory.getLogger(Terminals.class);
  private static final int SPAWN_THREADS = 2;

  private final TerminalHostOptions options;
  private final CompletableFuture<HostRegistration> registration;
  private final OpenOutcomes outcomes;

  /**
   * A permit for each terminal that may still be opened; it also bounds the queue of the spawner.
   */
  private final Semaphore room;

  /** Starting a program may wait for a disk, which callbacks of the SDK must not. */
  private final ExecutorService spawner =
      Executors.newFixedThreadPool(SPAWN_THREADS, Terminals::spawnerThread);

  private final Map<String, HostedTerminal> running = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Terminals(TerminalHostOptions options, CompletableFuture<HostRegistration> registration) {
    this.options = options;
    this.registration = registration;
    this.outcomes = new OpenOutcomes(options.limits().rememberedOpens());
    this.room = new Semaphore(options.limits().maxTerminals());
  }

  private static Thread spawnerThread(Runnable body) {
    Thread thread = new Thread(body, "terminal-spawn");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts a program; a repeated call gets the outcome of the first. */
  CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    return outcomes
        .first(terminalId, outcome)
        .orElseGet(
            () -> {
              enqueue(terminalId, spec, outcome);
              return outcome;
            })
        .copy();
  }

  private void enqueue(String terminalId, TerminalSpec spec, CompletableFuture<Void> outcome) {
    if (!room.tryAcquire()) {
      outcome.completeExceptionally(tooMany());
      return;
    }
    try {
      spawner.execute(() -> spawn(terminalId, spec, outcome));
    } catch (RejectedExecutionException e) {
      room.release();
      outcome.completeExceptionally(hostStops());
    }
  }

  private void spawn(String terminalId, TerminalSpec spec, CompletableFuture<Void> outcome) {
    PtyProcess process;
    try {
      refuseWhenStopping();
      process = PtyProcess.spawn(ptySpec(terminalId, spec), options.limits().pty());
    } catch (SpawnFailedException | RuntimeException e) {
      room.release();
      outcome.completeExceptionally(asFailure(e));
      return;
    }
    log.info("Terminal {} runs as process {}", terminalId, process.pid());
    publish(terminalId, process, outcome);
  }

  private PtySpec ptySpec(String terminalId, TerminalSpec spec) {
    List<String> command =
        spec.command().isEmpty() ? LoginShell.command(options.shell()) : spec.command();
    String directory = spec.cwd().isEmpty() ? options.directory() : spec.cwd();
    PtySize size = new PtySize(spec.size().columns(), spec.size().rows());
    return new PtySpec(terminalId, command, directory, spec.environment(), size);
  }

  private void publish(String terminalId, PtyProcess process, CompletableFuture<Void> outcome) {
    HostedTerminal terminal = new HostedTerminal(terminalId, process);
    running.put(terminalId, terminal);
    terminal.settled().thenRun(() -> forget(terminalId));
    try {
      terminal.begin(registration.join());
      outcome.complete(null);
    } catch (RuntimeException e) {
      outcome.completeExceptionally(asFailure(e));
    }
    // Whoever stops us may have looked at the terminals just before this one was there.
    if (stopping) {
      terminal.close();
    }
  }

  private void forget(String terminalId) {
    running.remove(terminalId);
    room.release();
  }

  /** Ends a terminal that the server does not want; one that is being started, right after that. */
  void end(String terminalId) {
    outcomes.of(terminalId).ifPresent(outcome -> outcome.thenRun(() -> endRunning(terminalId)));
  }

  private void endRunning(String terminalId) {
    HostedTerminal terminal = running.get(terminalId);
    if (terminal != null) {
      log.info("The server does not know terminal {} any more", terminalId);
      terminal.abandon();
    }
  }

  /** Opens nothing more, and ends what runs. */
  void stop(Consumer<HostedTerminal> how) {
    stopping = true;
    spawner.shutdown();
    running.values().forEach(how);
  }

  /** After {@link #stop}: waits until none is being started, and each that ran is settled. */
  void awaitSettled(long timeoutMillis) throws InterruptedException {
    var unused = spawner.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
    CompletableFuture.allOf(
            running.values().stream()
                .map(HostedTerminal::settled)
                .toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, timeoutMillis, TimeUnit.MILLISECONDS)
        .join();
  }

  int count() {
    return running.size();
  }

  private void refuseWhenStopping() {
    if (stopping) {
      throw hostStops();
    }
  }

  private static MuxwireException hostStops() {
    return new MuxwireException(ErrorCode.UNREACHABLE, "the host is stopping");
  }

  private MuxwireException tooMany() {
    int maxTerminals = options.limits().maxTerminals();
    return new MuxwireException(
        ErrorCode.LIMIT_EXCEEDED, "the host runs maxTerminals = " + maxTerminals + " already");
  }

  /** A failed start goes as it is: the SDK makes SPAWN_FAILED of it, with this very message. */
  private static Exception asFailure(Exception e) {
    if (e instanceof MuxwireException || e instanceof SpawnFailedException) {
      return e;
    }
    log.warn("A terminal could not be started", e);
    return new SpawnFailedException(String.valueOf(e.getMessage()), e);
  }
}
