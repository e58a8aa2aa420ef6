package dev.muxwire.host.pty;

/**
 * The bounds of one terminal.
 *
 * @param readBytes the most output handed over at once, in bytes
 * @param inputQueueBytes input that waits for the program, in bytes; more is refused
 * @param killAfterMillis from the hang-up of a closed terminal to SIGKILL, in milliseconds
 * @param drainBytes output still read once the program ended, in bytes. What it wrote is in the
 *     kernel's buffer, of at most about 68 KiB; without a bound, a program left in the background
 *     could keep the terminal open for ever
 */
public record PtyLimits(int readBytes, int inputQueueBytes, long killAfterMillis, int drainBytes) {
  private static final int MIN_DRAIN_BYTES = 128 << 10;

  /** 32 KiB, 1 MiB, 5 s, 256 KiB. */
  public static final PtyLimits DEFAULT = new PtyLimits(32 << 10, 1 << 20, 5_000, 256 << 10);

  /**
   * @throws IllegalArgumentException if a bound is not positive, or drainBytes could cut output
   */
  public PtyLimits {
    if (readBytes < 1 || inputQueueBytes < 1 || killAfterMillis < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
    if (drainBytes < MIN_DRAIN_BYTES) {
      throw new IllegalArgumentException("drainBytes is at least " + MIN_DRAIN_BYTES);
    }
  }
}
