package dev.muxwire.durability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one course of events that explains everything: each acknowledged request applied once,
 * its last change at the revision that its client was told; requests of unknown outcome once or not
 * at all; nothing else; and at the end the state that the server has.
 *
 * <p>Every change has a revision of its own, so the revisions must be used up without a gap: a
 * change that was lost, or made twice, leaves one. Between two acknowledged requests only those of
 * unknown outcome can have been; where several fit, each is tried, those first that the end
 * demands.
 */
final class Explanation {
  private static final int MAX_RETURNS = 20_000;

  private final ModelState state = new ModelState();
  private final StoredState end;
  private final Hindsight hindsight;
  private final Map<String, ClientLine> lines = new LinkedHashMap<>();
  private final List<Told> acknowledged;
  private final Deque<Applied> applied = new ArrayDeque<>();
  private final Deque<Choice> choices = new ArrayDeque<>();
  private int nextAcknowledged;
  private long furthest = -1;
  private Complaint complaint = new Complaint("", "nothing was tried");

  private record Applied(Told told, ClientLine line, int positionBefore) {}

  /** Others that could have come next, once so many were applied. */
  private record Choice(int applied, List<Told> others) {}

  Explanation(List<Told> history, StoredState end) {
    this.end = end;
    this.acknowledged =
        history.stream()
            .filter(Told::isAcknowledged)
            .sorted(Comparator.comparingLong(Told::revision))
            .toList();
    this.hindsight = new Hindsight(history, end);
    for (Told told : history) {
      if (told.isAcknowledged() || told.outcome() instanceof Outcome.Unknown) {
        lines.computeIfAbsent(told.request().client(), name -> new ClientLine()).add(told);
      }
    }
    lines.values().forEach(ClientLine::sort);
  }

  /** Why there is none; null if there is one. */
  @Nullable Complaint search() {
    int returns = 0;
    while (true) {
      if (isAtEnd()) {
        Complaint difference = Differences.first(state, end);
        if (difference == null) {
          return null;
        }
        remember(difference);
      } else if (advance(candidates())) {
        continue;
      } else {
        remember(stuck());
      }
      if (++returns > MAX_RETURNS) {
        return new Complaint(
            complaint.id(), "undecided after " + MAX_RETURNS + " attempts: " + complaint.what());
      }
      if (!tryAnother()) {
        return complaint;
      }
    }
  }

  /** The state at the end of the course that was found. */
  ModelState state() {
    return state;
  }

  /** How many requests of unknown outcome were applied in it. */
  long unknownApplied() {
    return applied.stream().filter(each -> !each.told().isAcknowledged()).count();
  }

  private boolean isAtEnd() {
    return nextAcknowledged == acknowledged.size() && state.revision() == end.revision();
  }

  private @Nullable Told next() {
    return nextAcknowledged < acknowledged.size() ? acknowledged.get(nextAcknowledged) : null;
  }

  private List<Told> candidates() {
    List<Told> candidates = new ArrayList<>();
    Told next = next();
    if (next != null) {
      candidates.add(next);
    }
    List<Told> unknown = new ArrayList<>();
    lines.values().forEach(line -> unknown.addAll(line.unknownNext()));
    unknown.sort(Comparator.comparing(told -> !hindsight.demands(told, state)));
    candidates.addAll(unknown);
    return candidates;
  }

  /** Applies the first that can have come next. */
  private boolean advance(List<Told> candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      if (apply(candidates.get(i))) {
        List<Told> others = candidates.subList(i + 1, candidates.size());
        if (!others.isEmpty()) {
          choices.push(new Choice(applied.size() - 1, others));
        }
        return true;
      }
    }
    return false;
  }

  private boolean apply(Told told) {
    Request request = told.request();
    if (request.floor() > state.revision() || state.apply(request) != null) {
      return false;
    }
    Told next = next();
    boolean fits =
        told.isAcknowledged()
            ? state.revision() == told.revision() && told.revision() <= end.revision()
            : state.revision() < (next == null ? end.revision() + 1 : next.revision())
                && hindsight.allows(state);
    if (!fits) {
      state.takeBack();
      return false;
    }
    ClientLine line = lineOf(request);
    applied.push(new Applied(told, line, line.position()));
    line.moveTo(line.indexOf(told) + 1);
    nextAcknowledged += told.isAcknowledged() ? 1 : 0;
    return true;
  }

  private ClientLine lineOf(Request request) {
    ClientLine line = lines.get(request.client());
    if (line == null) {
      throw new IllegalStateException("no requests of " + request.client());
    }
    return line;
  }

  private boolean tryAnother() {
    while (!choices.isEmpty()) {
      Choice choice = choices.pop();
      while (applied.size() > choice.applied()) {
        takeBack();
      }
      if (advance(choice.others())) {
        return true;
      }
    }
    return false;
  }

  private void takeBack() {
    Applied last = applied.pop();
    state.takeBack();
    last.line().moveTo(last.positionBefore());
    nextAcknowledged -= last.told().isAcknowledged() ? 1 : 0;
  }

  private void remember(Complaint found) {
    if (state.revision() > furthest) {
      furthest = state.revision();
      complaint = found;
    }
  }

  /** Why nothing can come next. */
  private Complaint stuck() {
    Told next = next();
    long at = state.revision();
    if (next == null) {
      String what = at < end.revision() ? "changes that nobody asked for" : "changes were lost";
      return new Complaint(
          "", what + ": all requests end at " + at + ", the server at " + end.revision());
    }
    Request request = next.request();
    String id = request.steps().get(request.steps().size() - 1).id();
    String name = request.token() + ", acknowledged at " + next.revision() + ", ";
    if (request.floor() > at) {
      return new Complaint(
          id,
          name + "was asked for when " + request.floor() + " was durable, and comes after " + at);
    }
    if (next.revision() > end.revision()) {
      return new Complaint(id, name + "was lost: the server ends at " + end.revision());
    }
    String violation = state.apply(request);
    if (violation != null) {
      return new Complaint(id, name + "cannot have been applied after " + at + ": " + violation);
    }
    long reached = state.revision();
    state.takeBack();
    return new Complaint(
        id,
        reached < next.revision()
            ? "changes that nobody asked for: "
                + name
                + "comes after "
                + at
                + " and ends at "
                + reached
            : name + "comes after " + at + " and ends at " + reached + ": a change was lost");
  }
}
