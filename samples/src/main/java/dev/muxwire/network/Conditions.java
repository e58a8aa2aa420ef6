package dev.muxwire.network;

import dev.muxwire.network.Cut.Ending;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one direction of one connection go through. A value: derive another one from
 * {@link #PERFECT} with the methods here.
 *
 * @param bytesPerSecond the bandwidth, or {@link #UNLIMITED}; each connection has it for itself
 * @param delay from when a byte is taken from its sender to when its receiver gets it
 * @param jitter most of what is added to the delay, drawn anew for each piece; bytes stay in order,
 *     as TCP's do
 * @param stall how long nothing is read from the sender, from when these conditions are set; then
 *     its socket fills, and it feels that. What was taken before still arrives
 * @param swallowing whether bytes, and the end of the connection, are taken and never delivered:
 *     half-open. As their place is lost, other conditions after it reset the connection
 * @param cut where the connection ends, if it does
 */
public record Conditions(
    long bytesPerSecond,
    Duration delay,
    Duration jitter,
    Duration stall,
    boolean swallowing,
    @Nullable Cut cut) {

  /** As fast as this machine can; with a delay, at most a megabyte is on its way. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** For a stall: until other conditions are set. */
  public static final Duration UNTIL_RELEASED = Duration.ofNanos(Long.MAX_VALUE);

  /** A wire that does nothing but pass bytes on. */
  public static final Conditions PERFECT =
      new Conditions(UNLIMITED, Duration.ZERO, Duration.ZERO, Duration.ZERO, false, null);

  public Conditions {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(bytesPerSecond + " bytes a second: use a stall");
    }
    if (delay.isNegative() || jitter.isNegative() || stall.isNegative()) {
      throw new IllegalArgumentException("time that runs backwards");
    }
  }

  /** These with another bandwidth, in bytes a second; bursts are at most 50 ms of it. */
  public Conditions bandwidth(long newBytesPerSecond) {
    return new Conditions(newBytesPerSecond, delay, jitter, stall, swallowing, cut);
  }

  /** These with another delay; it counts for what is taken from now on. */
  public Conditions delay(Duration newDelay) {
    return new Conditions(bytesPerSecond, newDelay, jitter, stall, swallowing, cut);
  }

  /** These with another jitter. */
  public Conditions jitter(Duration newJitter) {
    return new Conditions(bytesPerSecond, delay, newJitter, stall, swallowing, cut);
  }

  /** These, stalled for so long; zero for not at all. */
  public Conditions stalled(Duration newStall) {
    return new Conditions(bytesPerSecond, delay, jitter, newStall, swallowing, cut);
  }

  /** These, stalled until other conditions are set. */
  public Conditions stalled() {
    return stalled(UNTIL_RELEASED);
  }

  /** These, half-open. */
  public Conditions swallowed() {
    return new Conditions(bytesPerSecond, delay, jitter, stall, true, cut);
  }

  /** These, with the connection's end at a byte of this direction. */
  public Conditions cutAt(long atByte, Ending ending) {
    return new Conditions(
        bytesPerSecond, delay, jitter, stall, swallowing, new Cut(atByte, ending));
  }

  /** Bytes still let through, after so many. */
  long bytesUntilCut(long passed) {
    return cut == null ? Long.MAX_VALUE : Math.max(0, cut.atByte() - passed);
  }
}
