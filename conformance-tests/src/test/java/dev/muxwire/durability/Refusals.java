package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether refusals had a reason. Revisions rise and ids never come back, so a condition that did
 * not hold does not hold at the end either: a refused request whose conditions all hold then was
 * refused for nothing, as it is when it ran before and its result was forgotten.
 */
final class Refusals {
  private final ModelState end;

  Refusals(ModelState end) {
    this.end = end;
  }

  List<Complaint> withoutReason(List<Told> history) {
    List<Complaint> complaints = new ArrayList<>();
    for (Told told : history) {
      if (told.outcome() instanceof Outcome.Refused refused
          && !hasReason(refused.code(), told.request())) {
        String id = told.request().steps().get(0).id();
        complaints.add(new Complaint(id, "was refused without reason: " + told));
      }
    }
    return complaints;
  }

  private boolean hasReason(String code, Request request) {
    return switch (code) {
      case "PRECONDITION_FAILED" -> request.guards().stream().anyMatch(guard -> !end.holds(guard));
      case "NOT_FOUND" -> missesSomething(request);
      case "DANGLING_REFERENCE" -> request.steps().stream().anyMatch(this::refersToNothing);
      case "BUSY" -> true; // a shared budget was taken for the moment
      default -> false;
    };
  }

  private boolean missesSomething(Request request) {
    Set<String> there = new HashSet<>();
    for (Step step : request.steps()) {
      if (step instanceof Step.Create create) {
        there.add(create.id());
      } else if (!there.contains(step.id()) && end.entity(step.id()) == null) {
        return true;
      }
    }
    return false;
  }

  private boolean refersToNothing(Step step) {
    return step instanceof Step.Create create
        && create.values().containsKey("tab_id")
        && end.entity(create.values().getOrDefault("tab_id", "")) == null;
  }
}
