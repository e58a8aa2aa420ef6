package dev.muxwire.client.internal.core;

import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SavedClient;
import dev.muxwire.client.internal.state.LocalEdit;
import dev.muxwire.proto.v1.Mutate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mutations of this client that the server has not judged yet, by workspace and in order, and
 * the replicas that show them.
 *
 * <pre>
 *   submitted ---> pending ---> acknowledged at r: each replica shows it until its state is there
 *       |             |
 *       |             '-------> refused, unknown, or the client ended: each replica takes it back
 *       '-> beyond the bounds: fails at once, and was never shown
 * </pre>
 */
final class Edits {
  private final CoreContext context;
  private final Requests requests;
  private final Map<String, Map<LocalEdit, PendingRequest<?>>> pending = new HashMap<>();
  private final Map<String, Set<StateStream>> replicas = new HashMap<>();

  /** Ends to tell, after the replicas show them. */
  private final List<Runnable> ends = new ArrayList<>();

  /** Workspaces whose replicas do not show the latest yet. */
  private final Set<String> unsettled = new LinkedHashSet<>();

  private boolean settling;

  /** Questions without answer that further mutations may wait for, by workspace. */
  private final Map<String, BaseQuestion> questions = new HashMap<>();

  /** Questions whose answer not all have used yet. */
  private final List<BaseQuestion> answered = new ArrayList<>();

  Edits(CoreContext context, Requests requests) {
    this.context = context;
    this.requests = requests;
  }

  /** Queues a mutation; its future completes after the replicas show what became of it. */
  void submit(Mutate mutate, boolean hasBase, CompletableFuture<MutationResult> result) {
    String workspace = mutate.getWorkspace();
    LocalEdit edit = new LocalEdit(mutate);
    EditOutcome outcome = new EditOutcome(workspace, edit, context.outcome(result));
    PendingRequest<?> request =
        hasBase
            ? requests.add(RequestKinds.mutate(mutate, () -> null), () -> true, outcome)
            : addAsking(mutate, outcome);
    if (request != null) {
      added(edit, request);
    }
  }

  /** The question goes first, and only if the mutation follows: it counts for no bound. */
  private @Nullable PendingRequest<?> addAsking(Mutate mutate, EditOutcome outcome) {
    MuxwireException beyond = requests.beyondBounds(RequestKinds.mutate(mutate, () -> null));
    if (beyond != null) {
      outcome.failed(beyond);
      return null;
    }
    String workspace = mutate.getWorkspace();
    AskedBase asked = new AskedBase(workspace, question(workspace));
    PendingRequest<?> request =
        requests.add(RequestKinds.mutate(mutate, asked::base), asked::isKnown, outcome);
    if (request != null) {
      asked.queued(request);
    }
    return request;
  }

  /**
   * Before a new connection's requests leave: answers that are not used yet may be old, after a
   * long break, and would end mutations STALE_BASE that said nothing of a base. They ask again.
   */
  void askAgain() {
    Map<PendingRequest<?>, AskedBase> stale = new IdentityHashMap<>();
    answered.forEach(question -> question.unsent().forEach(asked -> asked.putInto(stale)));
    answered.clear();
    if (stale.isEmpty()) {
      return;
    }
    Map<String, BaseQuestion> renewed = new HashMap<>();
    requests.renumberUnsent(
        request -> {
          AskedBase asked = stale.get(request);
          if (asked != null) {
            asked.waitFor(renewed.computeIfAbsent(asked.workspace(), this::ask));
          }
        });
  }

  /** Takes up a mutation that an earlier process sent, and had no result of. */
  void resume(long seq, Mutate mutate, CompletableFuture<MutationResult> result) {
    LocalEdit edit = new LocalEdit(mutate);
    EditOutcome outcome = new EditOutcome(mutate.getWorkspace(), edit, context.outcome(result));
    added(edit, requests.addSent(seq, RequestKinds.mutate(mutate, () -> null), outcome));
  }

  private void added(LocalEdit edit, PendingRequest<?> request) {
    String workspace = edit.mutate().getWorkspace();
    pending.computeIfAbsent(workspace, name -> new LinkedHashMap<>()).put(edit, request);
    tell(workspace, replica -> replica.edited(edit));
    settleSoon(workspace);
  }

  /** Hands over all mutations without result, for another process; here they fail. */
  List<SavedClient.Waiting> handOver(MuxwireException reason) {
    List<Map.Entry<LocalEdit, PendingRequest<?>>> all = new ArrayList<>();
    pending.values().forEach(edits -> all.addAll(List.copyOf(edits.entrySet())));
    all.sort(Comparator.comparingLong(each -> each.getValue().seq));
    List<SavedClient.Waiting> saved = new ArrayList<>();
    all.forEach(each -> saved.add(saved(each.getKey(), each.getValue())));
    all.forEach(each -> requests.giveUp(each.getValue(), reason));
    return saved;
  }

  /** What was never sent is numbered, and asks for its base, when it is. */
  private SavedClient.Waiting saved(LocalEdit edit, PendingRequest<?> request) {
    return request.sentEver
        ? new SavedClient.Waiting(request.seq, requests.encoded(request).toByteArray())
        : new SavedClient.Waiting(0, edit.mutate().toByteArray());
  }

  /** Later in this round: what many tasks or one packet brought is shown at once. */
  private void settleSoon(String workspace) {
    unsettled.add(workspace);
    if (!settling) {
      settling = true;
      context.loop().execute(this::settle);
    }
  }

  /** Shows what became of edits, then tells those who wait for it. */
  void settle() {
    settling = false;
    unsettled.forEach(workspace -> tell(workspace, StateStream::settle));
    unsettled.clear();
    ends.forEach(Runnable::run);
    ends.clear();
  }

  private BaseQuestion question(String workspace) {
    return questions.computeIfAbsent(workspace, this::ask);
  }

  private BaseQuestion ask(String workspace) {
    BaseQuestion question = new BaseQuestion(requests, this::over);
    requests.addOwn(RequestKinds.currentBase(workspace), question);
    return question;
  }

  private void over(BaseQuestion question) {
    questions.values().remove(question);
    answered.removeIf(earlier -> earlier.unsent().isEmpty());
    if (question.isAnswered()) {
      answered.add(question);
    }
  }

  private final class EditOutcome implements PendingRequest.Outcome<MutationResult> {
    private final String workspace;
    private final LocalEdit edit;
    private final PendingRequest.Outcome<MutationResult> then;

    EditOutcome(String workspace, LocalEdit edit, PendingRequest.Outcome<MutationResult> then) {
      this.workspace = workspace;
      this.edit = edit;
      this.then = then;
    }

    @Override
    public void succeeded(MutationResult result) {
      judged(replica -> replica.acknowledged(edit, result), () -> then.succeeded(result));
    }

    @Override
    public void failed(MuxwireException reason) {
      judged(replica -> replica.refused(edit), () -> then.failed(reason));
    }

    private void judged(Consumer<StateStream> news, Runnable end) {
      pending.computeIfPresent(
          workspace, (name, edits) -> edits.remove(edit) != null && edits.isEmpty() ? null : edits);
      tell(workspace, news);
      ends.add(end);
      settleSoon(workspace);
    }
  }

  /** From now on a replica is told, first what is pending. */
  void join(String workspace, StateStream replica) {
    replicas.computeIfAbsent(workspace, name -> new LinkedHashSet<>()).add(replica);
    pending.getOrDefault(workspace, Map.of()).keySet().forEach(replica::edited);
    settleSoon(workspace);
  }

  /** A stream ended. */
  void leave(ClientStream replica) {
    replicas.values().removeIf(all -> all.remove(replica) && all.isEmpty());
  }

  private void tell(String workspace, Consumer<StateStream> news) {
    replicas.getOrDefault(workspace, Set.of()).forEach(news);
  }
}
