package dev.muxwire.host;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers how each Open ended, so that a terminal starts at most once. Bounded: the oldest
 * settled one goes.
 */
final class OpenOutcomes {
  private final int limit;

  /** In the order of opening. Guarded by this. */
  private final Map<String, CompletableFuture<Void>> outcomes = new LinkedHashMap<>();

  OpenOutcomes(int limit) {
    this.limit = limit;
  }

  /**
   * The outcome of an earlier Open; empty if this one is the first, whose outcome is then
   * remembered.
   */
  synchronized Optional<CompletableFuture<Void>> first(
      String terminalId, CompletableFuture<Void> outcome) {
    CompletableFuture<Void> earlier = outcomes.putIfAbsent(terminalId, outcome);
    if (earlier == null && outcomes.size() > limit) {
      forgetOldestSettled();
    }
    return Optional.ofNullable(earlier);
  }

  /** The outcome of an Open, if there was one. */
  synchronized Optional<CompletableFuture<Void>> of(String terminalId) {
    return Optional.ofNullable(outcomes.get(terminalId));
  }

  private void forgetOldestSettled() {
    for (Iterator<CompletableFuture<Void>> all = outcomes.values().iterator(); all.hasNext(); ) {
      if (all.next().isDone()) {
        all.remove();
        return;
      }
    }
  }
}
