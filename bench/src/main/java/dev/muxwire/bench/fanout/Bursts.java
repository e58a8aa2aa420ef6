package dev.muxwire.bench.fanout;

import dev.muxwire.samples.TerminalOutput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Small writes as real programs make them. */
final class Bursts {
  private static final long SEED = 1;

  private Bursts() {}

  /** Those of one burst, in order. */
  static List<byte[]> writes() {
    List<byte[]> writes = new ArrayList<>();
    Iterator<TerminalOutput.Write> burst = TerminalOutput.burst(SEED);
    while (burst.hasNext()) {
      writes.add(burst.next().bytes());
    }
    return writes;
  }

  /** Bytes of one burst. */
  static long bytes() {
    return writes().stream().mapToLong(write -> write.length).sum();
  }
}
