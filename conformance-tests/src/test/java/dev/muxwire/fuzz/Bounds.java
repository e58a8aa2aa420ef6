package dev.muxwire.fuzz;

/**
 * What one input may cost.
 *
 * @param cpuMs of its thread's processor time
 * @param fixedBytes that may be allocated whatever the input
 * @param bytesPerByte that may be allocated for each byte of the input on top
 */
record Bounds(long cpuMs, long fixedBytes, long bytesPerByte) {
  private static final long MIB = 1 << 20;

  /** For what reads one document. */
  static final Bounds PARSER = new Bounds(2_000, 16 * MIB, 1_000);

  /** For a whole server, or a whole client, of which much is built for each input. */
  static final Bounds SYSTEM = new Bounds(4_000, 192 * MIB, 4_000);

  long allocatedBytes(int inputBytes) {
    return fixedBytes + bytesPerByte * inputBytes;
  }
}
