package dev.muxwire.client.internal.core;

import dev.muxwire.proto.v1.OpenResult;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of the programs that a host was asked to start: each is started at most once. */
final class HostOpens {
  private static final int MAX_REMEMBERED = 4_096;

  /** A missing value = still being started. */
  private final LinkedHashMap<String, Optional<OpenResult>> outcomes = new LinkedHashMap<>();

  // Valid for one connection.
  private final Set<String> asked = new LinkedHashSet<>();

  /** Returns whether it is to be started; if not, its outcome is told once it is there. */
  boolean begin(String terminalId) {
    asked.add(terminalId);
    boolean isNew = outcomes.putIfAbsent(terminalId, Optional.empty()) == null;
    if (isNew) {
      forgetOldest();
    }
    return isNew;
  }

  void finished(OpenResult result) {
    outcomes.put(result.getTerminalId(), Optional.of(result));
  }

  /** On the next connection the server asks again for what it still waits for. */
  void detached() {
    asked.clear();
  }

  /** An outcome that the server waits for; null = none is there yet. */
  @Nullable OpenResult nextDue() {
    for (String terminalId : asked) {
      Optional<OpenResult> outcome = outcomes.getOrDefault(terminalId, Optional.empty());
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    return null;
  }

  void told(String terminalId) {
    asked.remove(terminalId);
  }

  private void forgetOldest() {
    Iterator<Map.Entry<String, Optional<OpenResult>>> oldest = outcomes.entrySet().iterator();
    while (outcomes.size() > MAX_REMEMBERED && oldest.hasNext()) {
      if (oldest.next().getValue().isPresent()) {
        oldest.remove();
      }
    }
  }
}
