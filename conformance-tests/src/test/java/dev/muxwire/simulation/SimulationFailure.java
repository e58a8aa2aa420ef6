package dev.muxwire.simulation;

import org.jspecify.annotations.Nullable;

/** An invariant does not hold. */
final class SimulationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulationFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
