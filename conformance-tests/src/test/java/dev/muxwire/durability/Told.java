package dev.muxwire.durability;

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

  @Override
  public String toString() {
    return request.token() + " " + outcome + ": " + request.guards() + " " + request.steps();
  }
}
