package dev.muxwire.host;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.MuxwireClient;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the terminals of one workspace on this machine. While the server is away, programs run on;
 * what they write is kept up to a bound, then they wait.
 */
public final class TerminalHost implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TerminalHost.class);
  private static final int SPAWN_THREADS = 2;

  private final TerminalHostOptions options;
  private final Runnable closeClient;
  private final OpenOutcomes outcomes;

  /**
   * A permit for each terminal that may still be opened; it also bounds the queue of the spawner.
   */
  private final Semaphore room;

  /** Starting a program may wait for a disk, which callbacks of the SDK must not. */
  private final ExecutorService spawner;

  private final Map<String, HostedTerminal> terminals = new ConcurrentHashMap<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Completes at once; a future because the SDK may call back before it has returned it. */
  private final CompletableFuture<HostRegistration> registration = new CompletableFuture<>();

  TerminalHost(
      TerminalHostOptions options,
      Function<HostListener, HostRegistration> register,
      Runnable closeClient) {
    this.options = options;
    this.closeClient = closeClient;
    this.outcomes = new OpenOutcomes(options.limits().rememberedOpens());
    this.room = new Semaphore(options.limits().maxTerminals());
    this.spawner =
        Executors.newFixedThreadPool(
            SPAWN_THREADS,
            body -> {
              Thread thread = new Thread(body, "terminal-spawn");
              thread.setDaemon(true);
              return thread;
            });
    registration.complete(register.apply(new Requests()));
  }

  /** Connects and registers, and returns at once. All its threads are daemons. */
  public static TerminalHost start(TerminalHostOptions options) {
    MuxwireClient client = MuxwireClient.connect(options.client());
    return new TerminalHost(
        options,
        listener ->
            client.registerHost(
                options.workspace(), options.hostId(), listener, options.takeOver()),
        client::close);
  }

  /** Completes at the first registration; fails if it is refused. */
  public CompletableFuture<Void> registered() {
    return registration.thenCompose(HostRegistration::registered);
  }

  /**
   * Completes when this host was closed; fails with a {@link MuxwireException} when it lost its
   * role for good (replaced, forbidden, exists already). All its programs are ended then.
   */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** The random name of this run of the host. */
  public String instance() {
    return registration.join().instance();
  }

  /** Terminals that run, or whose exit the server has yet to store. */
  public int terminalCount() {
    return terminals.size();
  }

  /**
   * Ends all programs (SIGHUP, later SIGKILL), waits a bounded time for the server to hear of it,
   * and disconnects. Blocks for at most {@link TerminalHostOptions.Limits#stopMillis()}.
   */
  @Override
  public void close() {
    stop(HostedTerminal::close);
    allSettled()
        .completeOnTimeout(null, options.limits().stopMillis(), TimeUnit.MILLISECONDS)
        .join();
    terminals.values().forEach(HostedTerminal::abandon);
    registration.join().close();
    closeClient.run();
    ended.complete(null);
  }

  /** Completes when no program is being started any more, and each that runs is settled. */
  private CompletableFuture<Void> allSettled() {
    return spawned()
        .thenCompose(
            done ->
                CompletableFuture.allOf(
                    terminals.values().stream()
                        .map(HostedTerminal::settled)
                        .toArray(CompletableFuture<?>[]::new)));
  }

  /** Completes when the spawner has done what it had begun. */
  private CompletableFuture<Void> spawned() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            var unused =
                spawner.awaitTermination(options.limits().stopMillis(), TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void stop(Consumer<HostedTerminal> how) {
    stopping.set(true);
    spawner.shutdown();
    terminals.values().forEach(how);
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

  private void publish(String terminalId, PtyProcess process, CompletableFuture<Void> outcome) {
    HostedTerminal terminal = new HostedTerminal(terminalId, process);
    terminals.put(terminalId, terminal);
    terminal.settled().thenRun(() -> forget(terminalId));
    try {
      terminal.begin(registration.join());
      outcome.complete(null);
    } catch (RuntimeException e) {
      outcome.completeExceptionally(asFailure(e));
    }
    // Whoever stops us may have looked at the terminals just before this one was there.
    if (stopping.get()) {
      terminal.close();
    }
  }

  private void refuseWhenStopping() {
    if (stopping.get()) {
      throw stopped();
    }
  }

  private static MuxwireException stopped() {
    return new MuxwireException(ErrorCode.UNREACHABLE, "the host is stopping");
  }

  private static MuxwireException asFailure(Exception e) {
    if (e instanceof MuxwireException failure) {
      return failure;
    }
    if (!(e instanceof SpawnFailedException)) {
      log.warn("A terminal could not be started", e);
    }
    return new MuxwireException(ErrorCode.SPAWN_FAILED, String.valueOf(e.getMessage()));
  }

  private void forget(String terminalId) {
    terminals.remove(terminalId);
    room.release();
  }

  private PtySpec ptySpec(String terminalId, TerminalSpec spec) {
    List<String> command =
        spec.command().isEmpty() ? LoginShell.command(options.shell()) : spec.command();
    String directory = spec.cwd().isEmpty() ? options.directory() : spec.cwd();
    PtySize size = new PtySize(spec.size().columns(), spec.size().rows());
    return new PtySpec(terminalId, command, directory, spec.environment(), size);
  }

  /** What the server asks for, on the SDK's callback executor. */
  private final class Requests implements HostListener {
    @Override
    public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
      CompletableFuture<Void> outcome = new CompletableFuture<>();
      return outcomes
          .first(terminalId, outcome)
          .orElseGet(
              () -> {
                begin(terminalId, spec, outcome);
                return outcome;
              })
          .copy();
    }

    private void begin(String terminalId, TerminalSpec spec, CompletableFuture<Void> outcome) {
      if (!room.tryAcquire()) {
        outcome.completeExceptionally(tooMany());
        return;
      }
      try {
        spawner.execute(() -> spawn(terminalId, spec, outcome));
      } catch (RejectedExecutionException e) {
        room.release();
        outcome.completeExceptionally(stopped());
      }
    }

    private MuxwireException tooMany() {
      int maxTerminals = options.limits().maxTerminals();
      return new MuxwireException(
          ErrorCode.LIMIT_EXCEEDED, "the host runs maxTerminals = " + maxTerminals + " already");
    }

    @Override
    public void end(String terminalId) {
      outcomes.of(terminalId).ifPresent(outcome -> outcome.thenRun(() -> endRunning(terminalId)));
    }

    private void endRunning(String terminalId) {
      HostedTerminal terminal = terminals.get(terminalId);
      if (terminal != null) {
        log.info("The server does not know terminal {} any more", terminalId);
        terminal.abandon();
      }
    }

    @Override
    public void registered() {
      log.info("Registered as host {} of workspace {}", options.hostId(), options.workspace());
    }

    @Override
    public void ended(MuxwireException reason) {
      if (!stopping.get()) {
        log.warn("The registration ended: {}", reason.getMessage());
        stop(HostedTerminal::abandon);
      }
      ended.completeExceptionally(reason);
    }
  }
}
