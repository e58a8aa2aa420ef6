package dev.muxwire.durability;

import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One real client that changes the workspace on and on: some requests on their way at a time, each
 * made from what it sees. Dies and comes back as another process would, with its saved identity.
 */
final class Worker implements AutoCloseable {
  private static final int IN_FLIGHT = 6;

  private final String name;
  private final String workspace;
  private final Supplier<ClientOptions.Builder> options;
  private final History history;
  private final Progress progress;
  private final Pace pace;
  private final SharedTerminal terminal;
  private final Workload workload;
  private final ExecutorService thread;

  // Of one life; read by other threads once it rests.
  private volatile MuxwireClient client;
  private volatile WorkspaceReplica replica;

  // On the thread alone.
  private long number;
  private boolean dying;

  /** Written on the thread; others look whether it is 0. */
  private volatile int inFlight;

  Worker(
      String name,
      String workspace,
      Supplier<ClientOptions.Builder> options,
      Run run,
      Random random) {
    this.name = name;
    this.workspace = workspace;
    this.options = options;
    this.history = run.history();
    this.progress = run.progress();
    this.pace = run.pace();
    this.terminal = run.terminal();
    this.workload = new Workload(random, name);
    this.thread = thread("worker-" + name);
    this.client = connect(Optional.empty());
    this.replica = subscribe(client);
  }

  /** One that ends by itself once it has nothing to do. */
  private static ExecutorService thread(String name) {
    ThreadFactory factory =
        task -> {
          Thread made = new Thread(task, name);
          made.setDaemon(true);
          return made;
        };
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  private MuxwireClient connect(Optional<ClientIdentity> saved) {
    ClientOptions.Builder builder = options.get().clientName(name).callbackExecutor(thread);
    saved.ifPresent(builder::identity);
    return MuxwireClient.connect(builder.build());
  }

  private WorkspaceReplica subscribe(MuxwireClient subscriber) {
    WorkspaceReplica made = subscriber.subscribe(workspace, SubscribeOptions.all());
    made.addListener(new ViewChecks(name, history));
    made.firstConsistent().whenComplete((view, failure) -> goOn());
    terminal.watch(name, subscriber);
    return made;
  }

  String name() {
    return name;
  }

  MuxwireClient client() {
    return client;
  }

  WorkspaceReplica replica() {
    return replica;
  }

  boolean isIdle() {
    return inFlight == 0;
  }

  /** Makes requests as long as the pace allows; call it again when it allows more. */
  void goOn() {
    thread.execute(this::pump);
  }

  private void pump() {
    WorkspaceView view = replica.view();
    while (!dying && view.epoch() != 0 && inFlight < IN_FLIGHT && pace.take()) {
      ask(view);
      view = replica.view();
    }
  }

  private void ask(WorkspaceView view) {
    long mine = ++number;
    Draft draft = workload.next(Request.token(name, mine), view, pace.isHeavy());
    Request request = draft.request(name, mine, history.floor());
    history.asked(request);
    inFlight++;
    client
        .mutate(workspace, SdkMutations.of(request, view.epoch(), view.revision()))
        .whenComplete((result, failure) -> told(request, result, failure));
  }

  private void told(Request request, @Nullable MutationResult result, @Nullable Throwable failure) {
    Outcome outcome = outcome(result, failure);
    history.told(request, outcome);
    workload.told(request, outcome);
    if (outcome instanceof Outcome.Acknowledged) {
      progress.acknowledged(System.nanoTime(), SdkMutations.weight(request));
    }
    inFlight--;
    if (dying) {
      beginAnew();
    } else {
      pump();
    }
  }

  private Outcome outcome(@Nullable MutationResult result, @Nullable Throwable failure) {
    if (result != null) {
      return new Outcome.Acknowledged(result.epoch(), result.revision());
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof MuxwireException reason)) {
      history.trouble(name + ": " + cause);
      return new Outcome.Unknown(String.valueOf(cause));
    }
    return reason.code() == ErrorCode.CANCELLED || reason.code() == ErrorCode.OUTCOME_UNKNOWN
        ? new Outcome.Unknown(reason.toString())
        : new Outcome.Refused(reason.code().name(), reason.toString());
  }

  /** Dies with whatever is on its way, and comes back with the identity that it had. */
  void dieAndComeBack() {
    thread.execute(
        () -> {
          if (!dying) {
            dying = true;
            client.close();
            beginAnew();
          }
        });
  }

  /** Once nothing is on its way any more, the identity has its last request number. */
  private void beginAnew() {
    if (inFlight == 0) {
      dying = false;
      client = connect(client.identity());
      replica = subscribe(client);
    }
  }

  @Override
  public void close() {
    thread.execute(() -> client.close());
  }
}
