package dev.muxwire.server.workspace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pins of one workspace. Readers share them, and there are few: so slow readers cost at most
 * that many times what changed of the state, however many they are.
 */
final class Pins {
  static final int MAX_PINS = 4;

  /** A pin that no reader came back to for so long gives way to one that is needed. */
  static final long IDLE_MS = 60_000;

  /** So does one that is so old: nobody has it for ever by coming back now and then. */
  static final long MAX_AGE_MS = 300_000;

  private final WorkspaceState state;
  private final List<Pin> pins = new ArrayList<>();

  Pins(WorkspaceState state) {
    this.state = state;
  }

  /**
   * A pin that leads on from a position; null while there are too many.
   *
   * @param seen as of when the reader was told last: what it passed over then, because it had moved
   *     on, stands in no earlier pin where the reader would find it
   */
  @Nullable Pin join(long through, long seen, long nowMs) {
    for (Pin pin : pins) {
      if (pin.revision() > through && pin.revision() >= seen) {
        pin.join();
        return pin;
      }
    }
    if (pins.size() == MAX_PINS && !pins.removeIf(pin -> givesWay(pin, nowMs))) {
      return null;
    }
    Pin pin = state.pin(nowMs);
    pin.join();
    pins.add(pin);
    return pin;
  }

  private static boolean givesWay(Pin pin, long nowMs) {
    return nowMs - pin.usedAtMs() > IDLE_MS || nowMs - pin.takenAtMs() > MAX_AGE_MS;
  }

  /** Notes that a reader came back to it; false if it has given way meanwhile. */
  boolean use(Pin pin, long nowMs) {
    pin.used(nowMs);
    return pins.contains(pin);
  }

  void leave(Pin pin) {
    if (pin.leave()) {
      pins.remove(pin);
    }
  }
}
