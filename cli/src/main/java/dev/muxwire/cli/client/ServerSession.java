package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.Version;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A connected client for the time of one command. Failures come out as sentences. */
public final class ServerSession implements AutoCloseable {
  private static final long CONNECT_SECONDS = 10;
  private static final long REQUEST_SECONDS = 60;

  private final ServerAccess access;
  private final MuxwireClient client;

  private ServerSession(ServerAccess access, MuxwireClient client) {
    this.access = access;
    this.client = client;
  }

  /** Connects; a server that is not there is told at once, not after many tries. */
  public static ServerSession open(ServerAccess access) {
    MuxwireClient client =
        MuxwireClient.connect(clientOptions(access).callbackExecutor(callbacks()).build());
    ServerSession session = new ServerSession(access, client);
    try {
      session.awaitConnection();
      return session;
    } catch (CommandFailure e) {
      session.close();
      throw e;
    }
  }

  /**
   * Subscribers may block on the user's terminal; they must not hold up other callbacks. Never shut
   * down, for a closed client still calls back; idle threads end by themselves.
   */
  private static Executor callbacks() {
    return Executors.newCachedThreadPool(
        body -> {
          Thread thread = new Thread(body, "muxwire-callback");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The options that every client of this program has in common. */
  public static ClientOptions.Builder clientOptions(ServerAccess access) {
    return ClientOptions.builder(access.url())
        .token(access.readToken())
        .clientName("muxwire-cli/" + Version.current());
  }

  private void awaitConnection() {
    CompletableFuture<Void> outcome =
        client
            .connected()
            .exceptionallyCompose(
                cause -> CompletableFuture.failedFuture(connectionFailure(cause)));
    client.addStateListener(
        (state, cause) -> {
          boolean patient = cause != null && cause.code() == ErrorCode.BUSY;
          if (state == ConnectionState.WAITING && !patient) {
            outcome.completeExceptionally(notConnected(cause));
          }
        });
    await("connect to " + access.url(), outcome, CONNECT_SECONDS);
  }

  /** It is going to be tried again, for which a command does not wait. */
  private CommandFailure notConnected(@Nullable MuxwireException cause) {
    if (cause != null && cause.code() == ErrorCode.LIMIT_EXCEEDED) {
      return Failures.of("connect to " + access.url(), cause, access);
    }
    return Failures.notConnected(access, cause == null ? "no answer" : Failures.reason(cause));
  }

  private CommandFailure connectionFailure(Throwable cause) {
    CommandFailure told = failure("connect to " + access.url(), cause);
    return told.getCause() instanceof MuxwireException refusal
            && refusal.code() == ErrorCode.FORBIDDEN
        ? Failures.nameRefused(access, refusal)
        : told;
  }

  /** Waits for a request; {@code what} completes "cannot …". */
  public <T> T await(String what, CompletableFuture<T> future) {
    return await(what, future, REQUEST_SECONDS);
  }

  /** The same, for at most so many seconds. */
  public <T> T await(String what, CompletableFuture<T> future, long seconds) {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(what, e);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          ExitCode.CANNOT_CONNECT,
          "cannot %s: no answer from %s within %d s.".formatted(what, access.url(), seconds),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILURE, "interrupted.", e);
    }
  }

  /** A failure of the SDK, told as one of the command. */
  public CommandFailure failure(String what, Throwable cause) {
    Throwable reason = cause;
    while (reason instanceof CompletionException || reason instanceof ExecutionException) {
      Throwable inner = reason.getCause();
      if (inner == null) {
        break;
      }
      reason = inner;
    }
    if (reason instanceof CommandFailure failure) {
      return failure;
    }
    if (reason instanceof MuxwireException failure) {
      return Failures.of(what, failure, access);
    }
    return new CommandFailure(ExitCode.FAILURE, "cannot " + what + ": " + reason, reason);
  }

  /** The workspace as it is now. */
  public WorkspaceView view(SubscribeOptions options) {
    return view(access.workspace(), options);
  }

  /** Another workspace as it is now. */
  public WorkspaceView view(String workspace, SubscribeOptions options) {
    try (WorkspaceReplica replica = client.subscribe(workspace, options)) {
      return await("read workspace " + workspace, replica.firstConsistent());
    }
  }

  /** Makes the workspace; one that is there is left as it is. */
  public void createWorkspaceIfMissing() {
    CompletableFuture<Void> created = client.createWorkspace(access.workspace());
    try {
      await("create workspace " + access.workspace(), created);
    } catch (CommandFailure e) {
      boolean there =
          e.getCause() instanceof MuxwireException failure
              && failure.code() == ErrorCode.ALREADY_EXISTS;
      if (!there) {
        throw e;
      }
    }
  }

  public MuxwireClient client() {
    return client;
  }

  public ServerAccess access() {
    return access;
  }

  public String workspace() {
    return access.workspace();
  }

  @Override
  public void close() {
    client.close();
  }
}
