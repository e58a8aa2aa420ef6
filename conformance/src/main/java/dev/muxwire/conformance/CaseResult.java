package dev.muxwire.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one case ended, with what a person needs to see why.
 *
 * @param id of the case
 * @param level of the case
 * @param requirements that the case is about
 * @param title of the case
 * @param verdict how it ended
 * @param message what was wrong, or why it was skipped; empty if it passed
 * @param requirement the one that was breached, if that is known
 * @param watcher the watcher that saw it, if one did
 * @param exchange what was said, a line a frame; empty if it passed or was skipped
 * @param durationMs how long it took, in milliseconds
 */
public record CaseResult(
    String id,
    Level level,
    List<String> requirements,
    String title,
    Verdict verdict,
    String message,
    @Nullable String requirement,
    @Nullable String watcher,
    List<String> exchange,
    long durationMs) {
  public CaseResult {
    requirements = List.copyOf(requirements);
    exchange = List.copyOf(exchange);
  }

  /** The first word of the id. */
  public String family() {
    return id.substring(0, id.indexOf('/'));
  }
}
