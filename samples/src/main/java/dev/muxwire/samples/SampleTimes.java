package dev.muxwire.samples;

/** Times of generated workspaces. */
final class SampleTimes {
  /** A fixed moment (2025-11-01T00:00:00Z), for the same seed must make the same workspace. */
  static final long NOW_MS = 1_761_955_200_000L;

  static final int DAY_SECONDS = 86_400;

  private SampleTimes() {}

  static long secondsMs(int seconds) {
    return seconds * 1000L;
  }
}
