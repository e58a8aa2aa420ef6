package dev.muxwire.simulation;

import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import org.jspecify.annotations.Nullable;

/** One mutation that somebody asked for, and what they were told. */
final class Attempt {
  private final String marker;
  private final Mutation mutation;
  private @Nullable MutationResult acknowledged;
  private @Nullable MuxwireException refusal;
  private boolean abandoned;
  private long foundAt;

  Attempt(String marker, Mutation mutation) {
    this.marker = marker;
    this.mutation = mutation;
  }

  String marker() {
    return marker;
  }

  Mutation mutation() {
    return mutation;
  }

  void told(@Nullable MutationResult result, @Nullable Throwable failure) {
    acknowledged = result;
    Throwable cause =
        failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    refusal = cause instanceof MuxwireException known ? known : null;
  }

  /** Its author died: nobody will ever be told. */
  void abandon() {
    abandoned = true;
  }

  boolean isOpen() {
    return acknowledged == null && refusal == null && !abandoned;
  }

  @Nullable MuxwireException refusal() {
    return refusal;
  }

  @Nullable MutationResult acknowledged() {
    return acknowledged;
  }

  /** In a word. */
  String outcome() {
    return acknowledged != null ? "edits" : refusal != null ? "edits refused" : "edits abandoned";
  }

  /** The log has it, up to this revision. */
  void found(Simulation simulation, long revision) {
    simulation.check(
        foundAt == 0, marker + " took effect twice, at " + foundAt + " and " + revision);
    foundAt = revision;
  }

  /** What its author was told must be what happened. */
  void judge(Simulation simulation) {
    MutationResult result = acknowledged;
    if (result != null) {
      simulation.check(
          result.revision() == foundAt,
          marker + " was acknowledged at " + result.revision() + " and is at " + foundAt);
    }
    if (refusal != null) {
      simulation.check(foundAt == 0, marker + " was refused, " + refusal + ", but took effect");
    }
  }
}
