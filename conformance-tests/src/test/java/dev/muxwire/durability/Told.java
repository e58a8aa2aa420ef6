package dev.muxwire.durability;

import java.util.List;

/** A request, and what its client was told. */
record Told(Request request, Outcome outcome) {
  /** True if it counts as applied for certain. */
  boolean isAcknowledged() {
    return outcome instanceof Outcome.Acknowledged;
  }

  /** The revision that it was acknowledged at. */
  long revision() {
    return outcome instanceof Outcome.Acknowledged done ? done.revision() : 0;
  }

  /** What it has to do with an entity, for a person; of a bulk only that. */
  String about(String id) {
    List<Step> steps = request.steps().stream().filter(step -> step.id().equals(id)).toList();
    return request.token() + " " + outcome + ": " + request.guards() + " " + steps;
  }

  @Override
  public String toString() {
    return request.token() + " " + outcome + ": " + request.guards() + " " + request.steps();
  }
}
