package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PacketBuffersTest {
  private static final int MOST_BYTES = 1 << 20;

  private final PacketBuffers buffers = new PacketBuffers(MOST_BYTES);

  @Test
  void buffers_areUsedAgain_andAreNeverTooSmall() {
    for (int bytes : new int[] {4096, 4097, 65_535, 65_536, 65_537}) {
      ByteBuffer buffer = buffers.take(bytes);
      assertThat(buffer.isDirect()).isTrue();
      assertThat(buffer.capacity()).isBetween(bytes, 2 * bytes);
      buffer.position(1).limit(1);
      buffers.give(buffer);
      ByteBuffer again = buffers.take(bytes);
      assertThat(again).isSameAs(buffer);
      assertThat(again.remaining()).isEqualTo(again.capacity());
    }
  }

  @Test
  void smallPackets_lieOnTheHeap() {
    ByteBuffer small = buffers.take(100);
    assertThat(small.isDirect()).isFalse();
    assertThat(small.remaining()).isEqualTo(100);
    buffers.give(small);
    assertThat(buffers.allocatedBytes()).isZero();
    assertThat(buffers.heapBytes()).isZero();
  }

  @Test
  void moreThanThereMayBe_liesOnTheHeap_untilSomeIsGivenBack() {
    List<ByteBuffer> all = takeAll(8192);
    ByteBuffer more = buffers.take(8192);
    assertThat(more.isDirect()).isFalse();
    assertThat(more.remaining()).isEqualTo(8192);
    assertThat(buffers.heapBytes()).isEqualTo(8192);
    assertThat(buffers.usedBytes()).isEqualTo(MOST_BYTES);
    buffers.give(more);
    assertThat(buffers.heapBytes()).isZero();
    assertThat(buffers.allocatedBytes()).isEqualTo(MOST_BYTES);
    buffers.give(all.get(0));
    assertThat(buffers.usedBytes()).isEqualTo(MOST_BYTES - 8192);
    assertThat(buffers.take(8192).isDirect()).isTrue();
  }

  @Test
  void buffersOfOneSizeThatNobodyUses_makeRoomForAnother() {
    takeAll(8192).forEach(buffers::give);
    ByteBuffer other = buffers.take(65_536);
    assertThat(other.isDirect()).isTrue();
    assertThat(buffers.allocatedBytes()).isEqualTo(MOST_BYTES);
  }

  private List<ByteBuffer> takeAll(int bytes) {
    List<ByteBuffer> all = new ArrayList<>();
    while (buffers.allocatedBytes() < MOST_BYTES) {
      all.add(buffers.take(bytes));
    }
    return all;
  }
}
