package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentEndsTest {
  private final RecentEnds ends = new RecentEnds(30_000);

  @Test
  void whatCameWithinAWhile_isRecent_andWhatCameBeforeIsNot() {
    assertThat(ends.aWhileAgo(0, 100)).isEqualTo(100);
    ends.appending(10_000, 100);
    ends.appending(20_000, 200);
    assertThat(ends.aWhileAgo(20_000, 300)).isEqualTo(100);
    assertThat(ends.aWhileAgo(39_999, 300)).isEqualTo(100);
    assertThat(ends.aWhileAgo(40_000, 300)).isEqualTo(200);
    assertThat(ends.aWhileAgo(50_000, 300)).isEqualTo(300);
  }

  @Test
  void logThatEndsEarlierThanItDid_hasNothingBeyond() {
    ends.appending(0, 500);
    assertThat(ends.aWhileAgo(1, 400)).isEqualTo(400);
  }
}
