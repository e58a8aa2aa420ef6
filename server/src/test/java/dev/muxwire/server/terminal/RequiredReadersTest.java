package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RequiredReadersTest {
  private final RequiredReaders readers = new RequiredReaders(1_000);

  private FakeViewer join(String name, boolean required, long position) {
    FakeViewer viewer = new FakeViewer(name, true, null);
    viewer.required = required;
    viewer.position = position;
    readers.joined(viewer);
    return viewer;
  }

  @Test
  void slowestRequired_isWaitedFor_untilItIsHalfAsFarBehind() {
    join("other", false, 0);
    join("fast", true, 5_000);
    FakeViewer slow = join("slow", true, 4_000);
    assertThat(readers.judge(true, 5_000)).isFalse();
    assertThat(readers.judge(true, 5_001)).isTrue();
    assertThat(readers.isWaiting()).isTrue();
    slow.position = 4_500;
    assertThat(readers.judge(true, 5_001)).isFalse();
    slow.position = 4_501;
    assertThat(readers.judge(true, 5_001)).isTrue();
    assertThat(readers.isWaiting()).isFalse();
  }

  @Test
  void whoLeaves_countsNoLonger() {
    FakeViewer slow = join("slow", true, 0);
    readers.judge(true, 5_000);
    assertThat(readers.isWaiting()).isTrue();
    readers.left(slow);
    readers.judge(true, 5_000);
    assertThat(readers.isWaiting()).isFalse();
    assertThat(readers.slowest()).isEqualTo(RequiredReaders.NOBODY);
  }

  @Test
  void unlessTheTerminalWaits_nobodyIsWaitedFor() {
    join("slow", true, 0);
    assertThat(readers.judge(false, 5_000)).isFalse();
    readers.judge(true, 5_000);
    assertThat(readers.judge(false, 5_000)).isTrue();
    assertThat(readers.isWaiting()).isFalse();
  }

  @Test
  void readerAheadOfARestartedLog_isNotBehind() {
    join("ahead", true, 9_000);
    assertThat(readers.judge(true, 5_000)).isFalse();
  }
}
