package dev.muxwire.host;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the terminals of one workspace on this machine. While the server is away, programs run on;
 * what they write is kept up to a bound, then they wait. All methods may be called by any thread.
 */
public final class TerminalHost implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TerminalHost.class);

  private final TerminalHostOptions options;
  private final Runnable closeClient;

  /** Complete once this is constructed; a future because the SDK may call back before that. */
  private final CompletableFuture<HostRegistration> registration = new CompletableFuture<>();

  private final Terminals terminals;
  private volatile boolean hadTheRole;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  TerminalHost(
      TerminalHostOptions options,
      Function<HostListener, HostRegistration> register,
      Runnable closeClient) {
    this.options = options;
    this.closeClient = closeClient;
    this.terminals = new Terminals(options, registration);
    HostRegistration registered = register.apply(new Requests());
    registration.complete(registered);
    registered
        .registered()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                lost(failure);
              }
            });
  }

  /** Connects and registers, and returns at once. All threads of the host are daemons. */
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
    return registration.join().registered();
  }

  /**
   * Completes when this host was closed; fails with a {@link MuxwireException} when it lost its
   * role for good (replaced, forbidden, exists already, a token that is no more valid, a workspace
   * that was deleted). Its programs get a hang-up then; it remains to close it, which waits until
   * they have ended.
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
    return terminals.count();
  }

  /**
   * Ends all programs (SIGHUP, later SIGKILL), waits for the server to hear of it, and disconnects.
   * Blocks for {@link TerminalHostOptions.Limits#stopMillis()} when the server is away, and a
   * little longer if a program is just being started.
   */
  @Override
  public void close() {
    stopping.set(true);
    terminals.stop(HostedTerminal::close);
    try {
      terminals.awaitSettled(options.limits().stopMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminals.stop(HostedTerminal::abandon);
    registration.join().close();
    closeClient.run();
    ended.complete(null);
  }

  /** The role is gone for good, and with it all that could show our terminals to anybody. */
  private void lost(Throwable reason) {
    if (stopping.compareAndSet(false, true)) {
      MuxwireException told = unwrapped(reason);
      if (hadTheRole) { // else registered() tells, and its caller may be waiting for just this
        log.warn("The registration ended: {}", told.getMessage());
      }
      terminals.stop(HostedTerminal::abandon);
      ended.completeExceptionally(told);
    }
  }

  private static MuxwireException unwrapped(Throwable reason) {
    @Nullable Throwable cause = reason instanceof CompletionException ? reason.getCause() : reason;
    return cause instanceof MuxwireException failure
        ? failure
        : new MuxwireException(ErrorCode.INTERNAL, String.valueOf(reason.getMessage()));
  }

  /** What the server asks for, on the SDK's callback executor. */
  private final class Requests implements HostListener {
    @Override
    public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
      return terminals.open(terminalId, spec);
    }

    @Override
    public void end(String terminalId) {
      terminals.end(terminalId);
    }

    @Override
    public void registered() {
      hadTheRole = true;
      log.info("Registered as host {} of workspace {}", options.hostId(), options.workspace());
    }

    @Override
    public void ended(MuxwireException reason) {
      lost(reason);
    }
  }
}
