package dev.muxwire.bench.fanout;

import dev.muxwire.samples.TerminalOutput;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What is printed in pieces of one size. */
final class Pieces {
  /** Of text: more than a compressor looks back. */
  private static final int TEXT_PIECES = 16;

  private Pieces() {}

  /** One that nothing could make smaller. */
  static List<byte[]> random(int size) {
    byte[] piece = new byte[size];
    ThreadLocalRandom.current().nextBytes(piece);
    return List.of(piece);
  }

  /** What programs write to terminals, joined and cut. */
  static List<byte[]> text(int size) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int seed = 1; text.size() < TEXT_PIECES * size; seed++) {
      Iterator<TerminalOutput.Write> burst = TerminalOutput.burst(seed);
      while (burst.hasNext()) {
        text.writeBytes(burst.next().bytes());
      }
    }
    List<byte[]> pieces = new ArrayList<>();
    byte[] all = text.toByteArray();
    for (int i = 0; i < TEXT_PIECES; i++) {
      pieces.add(java.util.Arrays.copyOfRange(all, i * size, (i + 1) * size));
    }
    return pieces;
  }
}
