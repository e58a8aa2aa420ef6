package dev.muxwire.server.workspace;

import dev.muxwire.time.Loop;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's scan of a workspace. The reader keeps its position; this holds what it needs of the
 * past until it has been told: tombstones, and, where writers are faster than the reader, a pin.
 *
 * <pre>
 *   delta or snapshot begins --passed all that was there then, and not at the end--> pinned
 *          ^-------------- consistent at the end, or at the pin's revision ------------'
 * </pre>
 *
 * <p>A scan that had to begin again twice, because more was removed than is remembered, is pinned
 * from its beginning. So every scan ends, on any link and under any writes. Methods may be called
 * from anywhere; answers come on the workspace's loop, between two syncs.
 */
public final class StateReader {
  /** Of news: what is larger is worth the way there and back, at the moment it can be sent. */
  private static final Form NEWS = Form.plain(4 * 1024);

  private static final long NOWHERE = -1;

  private final Scanned scanned;
  private final Filter filter;
  private final Consumer<@Nullable News> whenChanged;

  /** Where the reader is complete and waits, as far as it is known; told from either loop. */
  private volatile long restsAt = NOWHERE;

  // On the workspace's loop.
  /** Where a scan from base 0 began: what was removed before it was never told; 0 = not known. */
  private long begunAt;

  /** What there was when the snapshot or delta began. */
  private long goal;

  /** How often it began again since it was consistent. */
  private int resets;

  /** The revision as of which it was told last, of the state as it was then. */
  private long seen;

  private @Nullable Pin pin;

  /** Later removals must not be forgotten. */
  private long held = Long.MAX_VALUE;

  private boolean closed;

  /** What readers share of their workspace. */
  record Scanned(
      Loop loop,
      Consumer<Runnable> turns,
      WorkspaceState state,
      Pins pins,
      PartCache parts,
      Object owner,
      Consumer<StateReader> whenClosed) {}

  /** A cursor as a client brings it. */
  public record Cursor(long epoch, long base, long through, int filterHash) {}

  /**
   * How a reader begins.
   *
   * @param resumed at its cursor; otherwise with a snapshot, from base 0
   */
  public record Start(long epoch, boolean resumed) {}

  /**
   * What a reader takes. Readers share parts of the same form: so let there be few.
   *
   * @param maxBytes of the encoded part; passed only by a single entity that is larger
   * @param inTable a snapshot's entities come in a table
   */
  public record Form(int maxBytes, boolean inTable) {
    /** For any reader. */
    public static Form plain(int maxBytes) {
      return new Form(maxBytes, false);
    }
  }

  /**
   * What a reader that is complete would be told next. It may be passed over: the reader then asks,
   * as always.
   *
   * @param from where the reader has to stand
   */
  public record News(long from, StateScanPart part) {}

  StateReader(Scanned scanned, Filter filter, Consumer<@Nullable News> whenChanged) {
    this.scanned = scanned;
    this.filter = filter;
    this.whenChanged = whenChanged;
  }

  /** Begins at a cursor, if it leads to the present state; otherwise with a snapshot. */
  Start begin(@Nullable Cursor cursor, long epoch) {
    if (cursor == null || !isResumable(cursor, epoch)) {
      startOver();
      return new Start(epoch, false);
    }
    goal = scanned.state().revision();
    seen = goal;
    held = cursor.through();
    restsAt = cursor.base() == cursor.through() ? cursor.through() : NOWHERE;
    return new Start(epoch, true);
  }

  private boolean isResumable(Cursor cursor, long epoch) {
    long through = cursor.through();
    return cursor.epoch() == epoch
        && cursor.filterHash() == filter.hash()
        && cursor.base() <= through
        && through <= scanned.state().revision()
        && (through == 0 || through >= scanned.state().horizon());
  }

  private void startOver() {
    leavePin();
    begunAt = scanned.state().revision();
    goal = begunAt;
    held = begunAt;
    restsAt = NOWHERE;
  }

  /**
   * The next part. It is {@link StateScanPart#RESET} when the scan has to begin again from base 0:
   * removals that the reader needs are forgotten, or a snapshot is less than the delta.
   *
   * @param base what the reader is complete at
   * @param through what it has been told since
   */
  public void next(long base, long through, Form form, Consumer<StateScanPart> answer) {
    scanned.turns().accept(() -> answer.accept(next(new Scan.Position(base, through), form)));
  }

  /** The entities in focus, ahead of their turn. */
  public void focus(long through, int maxBytes, Consumer<StateScanPart> answer) {
    scanned
        .turns()
        .accept(
            () -> {
              seen = scanned.state().revision();
              answer.accept(Scan.focus(scanned.state(), through, filter, maxBytes));
            });
  }

  /** The reader was told the news; from any thread. */
  public void took(News news) {
    restsAt = news.part().through();
  }

  /** Something is visible that was not: tells it along, where one small part is all of it. */
  void changed() {
    whenChanged.accept(news());
  }

  private @Nullable News news() {
    long from = restsAt;
    WorkspaceState state = scanned.state();
    if (from <= 0 || from < state.horizon() || from >= state.revision()) {
      return null;
    }
    StateScanPart part = part(state, new Scan.Position(from, from), NEWS);
    boolean isAll = part.consistent() && part.body().length() <= NEWS.maxBytes();
    return isAll ? new News(from, part) : null;
  }

  /**
   * A part as it travels packed, made once for all readers that were sent the same before; from any
   * thread.
   *
   * @param form names how it is packed, the same for all that do it alike
   * @param before the number of what this reader was sent packed before it; 0 = nothing that counts
   * @param packer makes the body to send; empty if packing is not worth it
   */
  public PackedPart pack(StateScanPart part, Object form, long before, Supplier<byte[]> packer) {
    return scanned.parts().pack(part, form, before, packer);
  }

  /** Lets go of what it holds. */
  public void close() {
    scanned
        .loop()
        .execute(
            () -> {
              closed = true;
              leavePin();
              scanned.whenClosed().accept(this);
            });
  }

  boolean isClosed() {
    return closed;
  }

  /** Removals after this revision must not be forgotten while it reads. */
  long held() {
    return Math.max(held, restsAt);
  }

  private StateScanPart next(Scan.Position from, Form form) {
    if (closed) {
      return StateScanPart.RESET; // nobody listens, and nothing must be held
    }
    WorkspaceState state = scanned.state();
    boolean begins = from.base() == from.through();
    if (begins) {
      goal = state.revision();
    }
    Pin kept = keptPin();
    boolean missesRemovals =
        kept == null && from.through() != 0 && toldRemovals(from) < state.horizon();
    StateScanPart part =
        missesRemovals
            ? StateScanPart.RESET
            : kept != null ? part(kept, from, form) : live(from, begins, form);
    if (part == StateScanPart.RESET) {
      resets++;
      startOver();
    } else if (part.consistent()) {
      resets = 0;
      leavePin();
      held = part.through();
      restsAt = held;
    } else {
      restsAt = NOWHERE;
      held = pin != null ? pin.revision() : Math.max(part.through(), toldRemovals(from));
    }
    return part;
  }

  private long toldRemovals(Scan.Position from) {
    return from.base() == 0 ? Math.max(from.through(), begunAt) : from.through();
  }

  private StateScanPart live(Scan.Position from, boolean begins, Form form) {
    StateScanPart part = part(scanned.state(), from, form);
    if (part.consistent()) {
      return part;
    }
    boolean isDelta = from.base() > 0;
    if (begins && isDelta && Scan.outweighsSnapshot(scanned.state(), from, filter)) {
      return StateScanPart.RESET;
    }
    boolean overtaken = (from.through() >= goal && !begins) || resets > 1;
    pin = overtaken ? scanned.pins().join(from.through(), seen, scanned.loop().nowMs()) : null;
    if (pin != null) {
      return part(pin, from, form);
    }
    seen = scanned.state().revision();
    return part;
  }

  private StateScanPart part(Order order, Scan.Position from, Form form) {
    return scanned
        .parts()
        .get(
            new PartCache.Key(scanned.owner(), order.revision(), from, filter, form),
            () -> Scan.next(order, from, filter, form));
  }

  private @Nullable Pin keptPin() {
    Pin current = pin;
    if (current != null && !scanned.pins().use(current, scanned.loop().nowMs())) {
      pin = null; // it gave way: the scan goes on through the state as it is
      return null;
    }
    return current;
  }

  private void leavePin() {
    if (pin != null) {
      scanned.pins().leave(pin);
      pin = null;
    }
  }
}
