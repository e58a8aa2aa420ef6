package dev.muxwire.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long MS = 1_000_000;

  /** Bytes that passed until then, by somebody who asks every so many nanoseconds. */
  private static long passed(long bytesPerSecond, long untilNanos, long stepNanos) {
    TokenBucket bucket = new TokenBucket(bytesPerSecond, 0);
    long passed = 0;
    for (long now = 0; now <= untilNanos; now += stepNanos) {
      while (bucket.nanosUntilPiece(now) <= 0) {
        bucket.spend(bucket.pieceBytes(), now);
        passed += bucket.pieceBytes();
      }
    }
    return passed;
  }

  @Test
  void rate_isExact_howeverUnevenlyItIsAsked() {
    assertThat(passed(125_000, 1_000 * MS, MS)).isBetween(124_000L, 127_000L);
    assertThat(passed(125_000, 1_000 * MS, 17 * MS)).isBetween(123_000L, 127_000L);
    assertThat(passed(1_000, 10_000 * MS, 3 * MS)).isBetween(9_700L, 10_300L);
  }

  @Test
  void idleTime_savesUpFiftyMilliseconds() {
    assertThat(passed(100_000, 3_600_000 * MS, 3_600_000 * MS)).isEqualTo(1_000 + 5_000);
  }

  @Test
  void wait_isWhatIsMissing() {
    TokenBucket bucket = new TokenBucket(100_000, 0);
    bucket.spend(bucket.pieceBytes(), 0);

    assertThat(bucket.nanosUntilPiece(4 * MS)).isEqualTo(6 * MS);
    assertThat(bucket.nanosUntilPiece(10 * MS)).isZero();
  }

  @Test
  void unlimited_neverWaits() {
    TokenBucket bucket = new TokenBucket(Conditions.UNLIMITED, 0);
    bucket.spend(bucket.pieceBytes(), 0);

    assertThat(bucket.nanosUntilPiece(0)).isZero();
  }
}
