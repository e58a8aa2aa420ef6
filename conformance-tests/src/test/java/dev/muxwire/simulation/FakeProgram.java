package dev.muxwire.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A program in a terminal: remembers every byte it emitted and judges every byte it was given.
 *
 * <p>A typed byte says who typed it and its place in what they typed, modulo a prime: so a byte
 * lost, repeated or out of order is seen, wherever input was cut into parts.
 */
final class FakeProgram {
  private static final int MAX_TYPISTS = 8;
  private static final int PLACES = 31;

  /** What searches look for; every so many-th line has it. */
  static final String NEEDLE = "needle";

  private static final int NEEDLES = 5;

  private final Simulation simulation;
  private final String terminalId;
  private final boolean trimmed;

  /** It prints lines; else whatever comes. */
  private final boolean printsText;

  private final List<PrintedLine> printed = new ArrayList<>();
  private byte[] line = new byte[0];
  private int lineAt;
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
   * @param printsText it can be searched
   */
  FakeProgram(Simulation simulation, String terminalId, boolean trimmed, boolean printsText) {
    this.trimmed = trimmed;
    this.printsText = printsText;
    this.simulation = simulation;
    this.terminalId = terminalId;
  }

  String terminalId() {
    return terminalId;
  }

  boolean isTrimmed() {
    return trimmed;
  }

  /** Emits some bytes: of lines of text, or of anything. */
  byte[] emit(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    if (printsText) {
      print(random, bytes);
    } else {
      random.nextBytes(bytes);
    }
    if (end + length > emitted.length) {
      emitted = Arrays.copyOf(emitted, Integer.highestOneBit(end + length) * 2);
    }
    System.arraycopy(bytes, 0, emitted, end, length);
    end += length;
    return bytes;
  }

  private void print(SplittableRandom random, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (lineAt == line.length) {
        nextLine(random, end + i);
      }
      bytes[i] = line[lineAt++];
    }
  }

  private void nextLine(SplittableRandom random, long start) {
    String word = random.nextInt(NEEDLES) == 0 ? NEEDLE : "hay";
    String seen = printed.size() + " " + "blade ".repeat(random.nextInt(20)) + word;
    String color = random.nextBoolean() ? "\033[3" + random.nextInt(8) + "m" : "";
    line = (color + seen + "\r\n").getBytes(StandardCharsets.US_ASCII);
    lineAt = 0;
    printed.add(new PrintedLine(start, start + line.length, seen));
  }

  /** The lines that it printed, the last one unfinished perhaps; none if it prints anything. */
  List<PrintedLine> printed() {
    return printed;
  }

  /** The line that begins there. */
  @Nullable PrintedLine printedAt(long offset) {
    int from = 0;
    int to = printed.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (printed.get(middle).start() < offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < printed.size() && printed.get(from).start() == offset ? printed.get(from) : null;
  }

  boolean printsText() {
    return printsText;
  }

  /** How many line breaks there are before an offset: the number of the line around it. */
  long breaksBefore(long offset) {
    long breaks = 0;
    for (int i = 0; i < Math.min(offset, end); i++) {
      breaks += emitted[i] == '\n' ? 1 : 0;
    }
    return breaks;
  }

  /** Where a line begins; the end if there are not so many. */
  long lineStart(long number) {
    int at = 0;
    for (long left = number; left > 0 && at < end; at++) {
      left -= emitted[at] == '\n' ? 1 : 0;
    }
    return at;
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

  /** Bytes of all typists. */
  long received() {
    return Arrays.stream(received).sum();
  }

  long receivedFrom(int typist) {
    return received[typist];
  }
}
