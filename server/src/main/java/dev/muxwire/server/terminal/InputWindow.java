package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One viewer's input that the host has not acknowledged; bounded by the credit that the viewer has.
 * It outlives the viewer's connection, so that what the host did not get is not lost with it.
 */
final class InputWindow {
  private final Deque<InputItem> unacknowledged = new ArrayDeque<>();
  private long lastTaken;
  private long lastAcknowledged;

  /**
   * Takes input.
   *
   * @return false when it is here or was written already
   */
  boolean take(InputItem item) {
    if (item.seq() <= lastTaken) {
      return false;
    }
    boolean first =
        lastTaken == 0; // after a restart of the server the sequence goes on from anywhere
    if (!first && item.seq() != lastTaken + 1) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "input " + item.seq() + " where " + (lastTaken + 1) + " was due");
    }
    lastTaken = item.seq();
    unacknowledged.add(item);
    return true;
  }

  /**
   * The host has written all up to this; after a restart of the server that may be more than was
   * taken since, and the viewer does not send again what it is told was written.
   */
  void acknowledge(long seq) {
    lastAcknowledged = Math.max(lastAcknowledged, seq);
    lastTaken = Math.max(lastTaken, seq);
    while (!unacknowledged.isEmpty() && unacknowledged.element().seq() <= seq) {
      unacknowledged.remove();
    }
  }

  long lastAcknowledged() {
    return lastAcknowledged;
  }

  Iterable<InputItem> unacknowledged() {
    return unacknowledged;
  }

  boolean isEmpty() {
    return unacknowledged.isEmpty();
  }
}
