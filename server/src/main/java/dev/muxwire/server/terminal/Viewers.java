package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.time.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch one terminal: which part each has, and who has to be told when that changes.
 * Belongs to the terminal's loop.
 */
final class Viewers {
  /** How long a viewer whose connection broke counts as one who comes back. */
  static final long RETURN_MS = 30_000;

  private final Loop loop;
  private final Runnable whenSomebodyIsGone;
  private final Set<Viewer> all = new LinkedHashSet<>();
  private final ViewerRoles roles = new ViewerRoles();
  private final RequiredReaders required;
  private final Sizing sizing;
  private boolean forgettingPlanned;

  /** What they were told last. */
  private Told told;

  /** What is the same for all of them. */
  record State(boolean reachable, long epoch, TerminalSettings settings) {}

  private record Told(@Nullable Viewer responder, @Nullable Viewer sizer, State state) {}

  /**
   * @param lagBytes how far a required viewer may be behind
   * @param sizeBefore as viewers left it before the server started; null for a new terminal
   * @param whenSomebodyIsGone one who was away did not come back: the size may be another one
   */
  Viewers(
      Loop loop,
      long lagBytes,
      State state,
      @Nullable TerminalSize sizeBefore,
      Runnable whenSomebodyIsGone) {
    this.loop = loop;
    this.whenSomebodyIsGone = whenSomebodyIsGone;
    this.required = new RequiredReaders(lagBytes);
    this.sizing = new Sizing(state.settings(), sizeBefore, loop.nowMs());
    this.told = new Told(null, null, state);
    planForgetting();
  }

  int count() {
    return all.size();
  }

  List<Viewer> everyone() {
    return List.copyOf(all);
  }

  /** Stands one of them between these offsets, the second not included? */
  boolean anyBetween(long from, long to) {
    for (Viewer viewer : all) {
      long position = viewer.position();
      if (position >= from && position < to) {
        return true;
      }
    }
    return false;
  }

  /** The size that the terminal shall have; null for the one it has. */
  @Nullable TerminalSize wantedSize() {
    return sizing.wanted();
  }

  RequiredReaders required() {
    return required;
  }

  void joined(Viewer viewer) {
    all.add(viewer);
    required.joined(viewer);
    if (!viewer.readOnly()) {
      roles.joined(viewer);
      sizing.joined(viewer);
    }
  }

  /** Returns false when they were not there. */
  boolean left(Viewer viewer, boolean mayReturn) {
    if (!all.remove(viewer)) {
      return false;
    }
    required.left(viewer);
    roles.left(viewer);
    sizing.left(viewer, mayReturn, loop.nowMs());
    planForgetting();
    return true;
  }

  void typed(Viewer viewer) {
    sizing.typed(viewer);
  }

  void resized(Viewer viewer) {
    if (viewer.readOnly() || !all.contains(viewer)) {
      return;
    }
    boolean counted = sizing.counts(viewer);
    sizing.resized(viewer);
    if (counted != sizing.counts(viewer)) {
      tell(viewer);
    }
  }

  void configure(TerminalSettings settings) {
    sizing.configure(settings);
  }

  /** One plan at a time, however many leave. */
  private void planForgetting() {
    Long since = sizing.awaySinceMs();
    if (since != null && !forgettingPlanned) {
      forgettingPlanned = true;
      loop.schedule(Math.max(0, since + RETURN_MS - loop.nowMs()), this::forgetThoseGone);
    }
  }

  private void forgetThoseGone() {
    forgettingPlanned = false;
    sizing.forgetAwaySince(loop.nowMs() - RETURN_MS);
    whenSomebodyIsGone.run();
    planForgetting();
  }

  // ---- telling

  /** Tells everyone whom it concerns how things are. */
  void tell(State state) {
    Told before = told;
    Told now = new Told(roles.responder(), sizing.sizer(), state);
    told = now;
    for (Viewer viewer : state.equals(before.state()) ? concerned(before, now) : all) {
      tell(viewer);
    }
  }

  /** Those who lost or got a role: a herd of viewers must not be told of every newcomer. */
  private Set<Viewer> concerned(Told before, Told now) {
    Set<Viewer> concerned = new LinkedHashSet<>();
    if (before.responder() != now.responder()) {
      concerned.add(before.responder());
      concerned.add(now.responder());
    }
    if (before.sizer() != now.sizer()) {
      concerned.add(before.sizer());
      concerned.add(now.sizer());
    }
    concerned.retainAll(all);
    return concerned;
  }

  /** Tells one. */
  void tell(Viewer viewer) {
    viewer.status(viewer == roles.responder(), sizing.counts(viewer), told.state().reachable());
  }

  void inputAcknowledged(InputKey key, long seq) {
    for (Viewer viewer : all) {
      if (viewer.inputKey().equals(key)) {
        viewer.inputAcknowledged(seq);
      }
    }
  }
}
