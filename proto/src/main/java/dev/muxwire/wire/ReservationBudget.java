package dev.muxwire.wire;

/** Bytes that reassembly may hold; all of a message is reserved at its first chunk, or none. */
public interface ReservationBudget {
  /**
   * Reserves.
   *
   * @throws ProtocolViolation LIMIT_EXCEEDED when it can never be granted, BUSY when not at the
   *     moment
   */
  void reserve(long bytes);

  /** Gives back what was reserved. */
  void release(long bytes);

  /** A budget of its own, for one owner. */
  static ReservationBudget of(long limitBytes, String name) {
    return new FixedBudget(limitBytes, name);
  }
}
