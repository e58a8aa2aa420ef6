package dev.muxwire.cli.recording;

/**
 * When a player shows the events of a recording.
 *
 * @param speed so many times as fast as it was; more than 0
 * @param idleLimitMicros no pause of the recording counts for longer, before the speed
 */
public record Pace(double speed, long idleLimitMicros) {
  public Pace {
    if (!(speed > 0) || idleLimitMicros < 0) {
      throw new IllegalArgumentException("speed " + speed + ", limit " + idleLimitMicros);
    }
  }

  /** How long to wait between two events, in nanoseconds. */
  public long pauseNanos(long micros, long nextMicros) {
    long pause = Math.min(Math.max(0, nextMicros - micros), idleLimitMicros);
    return (long) (pause * 1000.0 / speed);
  }
}
