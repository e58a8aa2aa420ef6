package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {
  private static final OutputCursor.Data DATA = new OutputCursor.Data(100, new byte[50], 0, 50);

  private final BlockCache cache = new BlockCache(1 << 20);
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicLong retainedFrom = new AtomicLong();

  private byte[] body(long epoch) {
    return cache.body(
        "t", epoch, DATA, "form", () -> new byte[made.incrementAndGet()], retainedFrom::get);
  }

  @Test
  void packedBody_isMadeOnceForAll_andAnewForAnotherEpoch() {
    assertThat(body(1)).isSameAs(body(1));
    assertThat(body(2)).isNotSameAs(body(1));
    assertThat(made).hasValue(2);
  }

  @Test
  void packedBody_ofErasedOutput_isForgotten() {
    byte[] body = body(1);
    cache.forgetBefore("t", 100);
    assertThat(body(1)).as("nothing of it was erased").isSameAs(body);
    cache.forgetBefore("t", 101);
    assertThat(body(1)).isNotSameAs(body);
  }

  @Test
  void packedBody_ofOutputThatWasErasedWhileItWasMade_isNotKept() {
    byte[] body =
        cache.body(
            "t",
            1,
            DATA,
            "form",
            () -> {
              retainedFrom.set(150); // its cells are forgotten, and the body is not there yet
              cache.forgetBefore("t", 150);
              return new byte[1];
            },
            retainedFrom::get);
    assertThat(body(1)).isNotSameAs(body);
  }
}
