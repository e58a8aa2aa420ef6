package dev.muxwire.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A program in a terminal: remembers every byte it emitted and judges every byte it was given.
 *
 * <p>A typed byte says who typed it and its place in what they typed, modulo a prime: so a byte
 * lost, repeated or out of order is seen, wherever input was cut into parts.
 */
final class FakeProgram {
  private static final int MAX_TYPISTS = 8;
  private static final int PLACES = 31;

  private final Simulation simulation;
  private final String terminalId;
  private final boolean trimmed;
  private byte[] emitted = new byte[1 << 12];
  private int end;
  private int typists;
  private final long[] typed = new long[MAX_TYPISTS];
  private final long[] received = new long[MAX_TYPISTS];
  private boolean over;
  private boolean lost;
  private long durable;

  /** Purges may have gone so far, and certainly have gone so far. */
  private long purgeAskedTo;

  private long purgedTo;

  /**
   * @param trimmed its terminal does not keep everything
   */
  FakeProgram(Simulation simulation, String terminalId, boolean trimmed) {
    this.trimmed = trimmed;
    this.simulation = simulation;
    this.terminalId = terminalId;
  }

  String terminalId() {
    return terminalId;
  }

  boolean isTrimmed() {
    return trimmed;
  }

  /** Emits some bytes: text with line breaks, so that screens find a place to begin. */
  byte[] emit(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (end + length > emitted.length) {
      emitted = Arrays.copyOf(emitted, Integer.highestOneBit(end + length) * 2);
    }
    System.arraycopy(bytes, 0, emitted, end, length);
    end += length;
    return bytes;
  }

  long end() {
    return end;
  }

  boolean emittedAt(long offset, byte[] bytes) {
    return offset >= 0
        && offset + bytes.length <= end
        && Arrays.equals(
            emitted, (int) offset, (int) offset + bytes.length, bytes, 0, bytes.length);
  }

  /** It ended, by itself or with its host. */
  void endsWith(boolean itsHost) {
    over = true;
    lost = itsHost;
  }

  boolean isOver() {
    return over;
  }

  /** It died with its host: what was not published is nowhere. */
  boolean isLost() {
    return lost;
  }

  void durable(long offset) {
    durable = Math.max(durable, offset);
  }

  /** What the server promised to keep. */
  long durable() {
    return durable;
  }

  // ---- purges

  /** Somebody asks for what is before an offset to be erased; 0 = all that the server has. */
  void askPurge(long beforeOffset) {
    purgeAskedTo = beforeOffset == 0 ? Long.MAX_VALUE : Math.max(purgeAskedTo, beforeOffset);
  }

  /** The server says that it is gone. */
  void purged(long beforeOffset) {
    purgedTo = Math.max(purgedTo, beforeOffset);
  }

  /** May the server say that it erased everything before this? */
  boolean mayBePurgedTo(long offset) {
    return offset <= Math.min(purgeAskedTo, end);
  }

  /** Nobody who comes now may get what is before this. */
  long purgedTo() {
    return purgedTo;
  }

  // ---- input

  /** A new typist's number; -1 if there are too many already. */
  int newTypist() {
    return typists < MAX_TYPISTS ? typists++ : -1;
  }

  byte[] type(int typist, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (typist * 32 + (int) (typed[typist]++ % PLACES));
    }
    return bytes;
  }

  void receive(byte[] input) {
    for (byte each : input) {
      int typist = (each & 0xff) / 32;
      int place = each & 31;
      long due = received[typist] % PLACES;
      if (place != due) {
        simulation.fail(
            "terminal "
                + terminalId
                + ": typist "
                + typist
                + "'s byte "
                + place
                + " came where "
                + due
                + " was due, after "
                + received[typist]
                + " of "
                + typed[typist]);
        return;
      }
      received[typist]++;
    }
  }

  long typedBy(int typist) {
    return typed[typist];
  }

  long receivedFrom(int typist) {
    return received[typist];
  }
}
