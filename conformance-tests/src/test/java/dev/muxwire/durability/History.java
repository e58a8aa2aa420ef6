package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was asked for, and what each client was told. Used by many threads. */
final class History {
  private final Map<String, Told> byToken = new LinkedHashMap<>();
  private final List<String> troubles = new ArrayList<>();
  private long highestAcknowledged;

  /** A revision that is durable by now, because somebody was told so. */
  synchronized long floor() {
    return highestAcknowledged;
  }

  synchronized void asked(Request request) {
    byToken.put(request.token(), new Told(request, new Outcome.Pending()));
  }

  synchronized void told(Request request, Outcome outcome) {
    Told before = byToken.put(request.token(), new Told(request, outcome));
    if (before == null || !(before.outcome() instanceof Outcome.Pending)) {
      troubles.add(request.token() + " was told twice: " + before + ", " + outcome);
    }
    if (outcome instanceof Outcome.Acknowledged done) {
      highestAcknowledged = Math.max(highestAcknowledged, done.revision());
    }
  }

  /** What must not be, whatever the state at the end. */
  synchronized void trouble(String what) {
    troubles.add(what);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  synchronized List<Told> all() {
    return List.copyOf(byToken.values());
  }

  synchronized long count(Class<? extends Outcome> outcome) {
    return byToken.values().stream().filter(told -> outcome.isInstance(told.outcome())).count();
  }
}
