package dev.muxwire.samples;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The changes that people and agents make in a workspace, without end. The same seed, begin and
 * workspace make the same changes. It reads no clock: whoever applies the changes decides how fast
 * the time between them passes. Not for several threads.
 */
public final class ChangeStream implements Iterator<ChangeStream.Change> {
  /** Closed tabs of its own that a stream leaves behind; older ones are removed. */
  static final int MOST_CLOSED_TABS = 20;

  private static final int MOST_BUMPED = 20;
  private static final long TYPING_BEAT_MS = 5_000;

  private final SampleRandom random;
  private final ChangeTargets targets;
  private final SampleTabs tabs;
  private final long startMs;

  /** By kind: when the next change of it is due, in milliseconds since the begin. */
  private final long[] dueMs = new long[Kind.values().length];

  private final Set<ChangeTargets.Worker> busySinceBump = new HashSet<>();
  private long nowMs;
  private String typedIn = "";
  private int typingBeatsLeft;

  /** What a change does, and how often. */
  public enum Kind {
    /** A session, or a tab's status, becomes busy or idle: 1 to 5 a second. */
    BUSY_FLIP(200, 1_000),
    /** {@code last_input_at_ms} of a tab, every 5 s while somebody types, with pauses. */
    TYPING(10_000, 60_000),
    /** {@code updated_at_ms} of all that worked, at most 20, every minute. */
    RECENCY_BUMP(60_000, 60_000),
    /** A tab's title: rare. */
    RENAME(60_000, 300_000),
    /** A new tab with its panes. */
    TAB_OPENED(30_000, 120_000),
    /** A tab is closed, to be reopened or forgotten. */
    TAB_CLOSED(30_000, 120_000);

    private final int leastMs;
    private final int mostMs;

    Kind(int leastMs, int mostMs) {
      this.leastMs = leastMs;
      this.mostMs = mostMs;
    }

    private int gapMs(SampleRandom random) {
      return random.between(leastMs, mostMs);
    }
  }

  /**
   * One change.
   *
   * @param delay the time since the change before
   * @param mutation without base
   */
  public record Change(Duration delay, Kind kind, Mutation mutation) {}

  /**
   * Begins.
   *
   * @param view the workspace; of tabs the fields {@code status} and {@code closed_at_ms} are read,
   *     of sessions {@code busy}
   * @param startMs the time of the begin, for the times in changes; ids of new tabs follow from it
   *     and the seed, so that a stream can be run again later in the same workspace
   */
  public ChangeStream(long seed, WorkspaceView view, long startMs) {
    this.random = new SampleRandom(seed);
    this.targets = new ChangeTargets(view);
    this.tabs = new SampleTabs(new SampleRandom(31 * seed + startMs), startMs, 1);
    this.startMs = startMs;
    for (Kind kind : Kind.values()) {
      dueMs[kind.ordinal()] = kind.gapMs(random);
    }
  }

  /** Always: the stream has no end. */
  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Change next() {
    long before = nowMs;
    while (true) {
      Kind kind = earliest();
      nowMs = dueMs[kind.ordinal()];
      dueMs[kind.ordinal()] = nowMs + kind.gapMs(random);
      if (isPossible(kind)) {
        return new Change(Duration.ofMillis(nowMs - before), kind, mutation(kind));
      }
    }
  }

  /** Changes this entity no more: somebody else has removed it. */
  public void forget(String id) {
    targets.forget(id);
    busySinceBump.removeIf(worker -> worker.id().equals(id));
    if (typedIn.equals(id)) {
      typingBeatsLeft = 0;
    }
  }

  private Kind earliest() {
    Kind earliest = Kind.BUSY_FLIP;
    for (Kind kind : Kind.values()) {
      if (dueMs[kind.ordinal()] < dueMs[earliest.ordinal()]) {
        earliest = kind;
      }
    }
    return earliest;
  }

  private boolean isPossible(Kind kind) {
    return switch (kind) {
      case BUSY_FLIP -> targets.hasWorkers();
      case RECENCY_BUMP -> !busySinceBump.isEmpty();
      case TYPING, RENAME, TAB_CLOSED -> targets.hasTabs();
      case TAB_OPENED -> true;
    };
  }

  private Mutation mutation(Kind kind) {
    return switch (kind) {
      case BUSY_FLIP -> flipBusy();
      case TYPING -> type();
      case RECENCY_BUMP -> bump();
      case RENAME -> patchTab(targets.tab(random), Map.of("title", SampleWords.title(random)));
      case TAB_OPENED -> open();
      case TAB_CLOSED -> close();
    };
  }

  private Mutation flipBusy() {
    ChangeTargets.Worker worker = targets.worker(random);
    if (busySinceBump.size() < MOST_BUMPED) {
      busySinceBump.add(worker);
    }
    return Mutation.builder()
        .patch(worker.kind(), worker.id(), worker.fields(targets.flip(worker)))
        .build();
  }

  /** A beat of an episode of typing, whose last one is followed by a pause. */
  private Mutation type() {
    if (typingBeatsLeft == 0) {
      typingBeatsLeft = random.between(4, 12);
      typedIn = targets.tab(random);
    }
    typingBeatsLeft--;
    if (typingBeatsLeft > 0) {
      dueMs[Kind.TYPING.ordinal()] = nowMs + TYPING_BEAT_MS;
    }
    return patchTab(typedIn, Map.of("last_input_at_ms", wallMs()));
  }

  private Mutation bump() {
    Mutation.Builder mutation = Mutation.builder();
    busySinceBump.stream()
        .sorted((left, right) -> left.id().compareTo(right.id()))
        .forEach(
            worker ->
                mutation.patch(worker.kind(), worker.id(), Map.of("updated_at_ms", wallMs())));
    busySinceBump.clear();
    return mutation.build();
  }

  private Mutation open() {
    SampleUnit unit = tabs.tab("t" + wallMs(), true);
    targets.opened(unit.entities().get(0).id());
    return new SampleBatches.Batch(unit.entities()).toMutation();
  }

  private Mutation close() {
    String tab = targets.tab(random);
    boolean ownTab = targets.isOwn(tab);
    forget(tab);
    Mutation.Builder mutation =
        Mutation.builder().patch(EntityKind.TAB, tab, Map.of("closed_at_ms", wallMs()));
    if (ownTab) {
      targets.closedAgain().add(tab);
      if (targets.closedAgain().size() > MOST_CLOSED_TABS) {
        mutation.remove(targets.closedAgain().remove());
      }
    }
    return mutation.build();
  }

  private static Mutation patchTab(String id, Map<String, Object> fields) {
    return Mutation.builder().patch(EntityKind.TAB, id, fields).build();
  }

  private long wallMs() {
    return startMs + nowMs;
  }
}
