package dev.muxwire.server.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: the most urgent class first; within a class, deficit round robin. At each turn
 * a source may send one quantum more, which is a packet; what it could not use, because others had
 * part of the packet, it may use at the next. So each gets the same bytes, however large its frames
 * are.
 */
final class Turns {
  /** Less is not worth a turn. */
  private static final int LEAST_BYTES = 256;

  private final List<Turn> order = new ArrayList<>();

  /** A source and what it may still send in this turn. */
  static final class Turn {
    private final Source source;
    private int deficitBytes;

    Turn(Source source) {
      this.source = source;
    }

    Source source() {
      return source;
    }
  }

  void add(Source source) {
    order.add(new Turn(source));
  }

  void remove(Source source) {
    order.removeIf(turn -> turn.source == source);
  }

  int size() {
    return order.size();
  }

  void clear() {
    order.clear();
  }

  /** The first of the most urgent class that is ready and may send; null if there is none. */
  @Nullable Turn mostUrgent(Predicate<Source> maySend) {
    Turn best = null;
    for (Turn turn : order) {
      boolean better = best == null || turn.source.priority().compareTo(best.source.priority()) < 0;
      if (better && turn.source.ready() && maySend.test(turn.source)) {
        best = turn;
      }
    }
    return best;
  }

  /** The others of a class that are ready, in their order. */
  List<Turn> others(Turn first, Priority priority) {
    List<Turn> others = new ArrayList<>();
    for (Turn turn : order) {
      if (turn != first && turn.source.priority() == priority && turn.source.ready()) {
        others.add(turn);
      }
    }
    return others;
  }

  /** What it may send now in a shared packet: with a new turn, one quantum more. */
  int allow(Turn turn, int quantumBytes) {
    if (turn.deficitBytes < LEAST_BYTES) {
      turn.deficitBytes += quantumBytes;
    }
    return turn.deficitBytes;
  }

  /** It sent so much of a shared packet. While it has and may send more it keeps its place. */
  void sent(Turn turn, int bytes) {
    turn.deficitBytes -= bytes;
    if (!turn.source.ready()) {
      turn.deficitBytes = 0;
    }
    if (turn.deficitBytes < LEAST_BYTES) {
      moveBehind(turn);
    }
  }

  /** It had a packet of its own. */
  void over(Turn turn) {
    moveBehind(turn);
  }

  private void moveBehind(Turn turn) {
    if (order.remove(turn)) {
      order.add(turn);
    }
  }
}
