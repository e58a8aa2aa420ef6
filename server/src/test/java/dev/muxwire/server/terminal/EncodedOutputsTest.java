package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.wire.PacketBuffers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EncodedOutputsTest {
  private static final int PACKET_BYTES = 8 * 1024;

  /** So many packets are kept. */
  private static final int KEPT = 4;

  private final PacketBuffers buffers = new PacketBuffers(1 << 20);
  private final EncodedOutputs outputs = new EncodedOutputs(KEPT * PACKET_BYTES);
  private final AtomicInteger made = new AtomicInteger();

  private static EncodedOutput.Place place(long offset) {
    return new EncodedOutput.Place(1, offset, 1, PACKET_BYTES);
  }

  private EncodedOutput.Draft draft(long offset) {
    made.incrementAndGet();
    return new EncodedOutput.Draft(
        buffers.take(PACKET_BYTES).put(bytes(offset)).flip(), buffers, offset + 100, false, 90);
  }

  private static byte[] bytes(long offset) {
    byte[] bytes = new byte[PACKET_BYTES];
    java.util.Arrays.fill(bytes, (byte) offset);
    return bytes;
  }

  private EncodedOutput hold(long offset) {
    return Objects.requireNonNull(
        outputs.hold("t", place(offset), found -> true, () -> draft(offset)));
  }

  private static byte[] bytes(EncodedOutput packet) {
    ByteBuffer view = packet.bytes();
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    return bytes;
  }

  @Test
  void packet_isMadeOnceForAll_andEachHasAPositionOfItsOwn() {
    EncodedOutput first = hold(7);
    EncodedOutput second = hold(7);
    assertThat(second).isSameAs(first);
    assertThat(made).hasValue(1);
    assertThat(bytes(first)).isEqualTo(bytes(7));
    assertThat(bytes(second)).isEqualTo(bytes(7));
    assertThat(first.bytes().isDirect()).isTrue();
  }

  @Test
  void packet_ofAnotherStreamIdOrEpochOrSizeOrTerminal_isAnother() {
    hold(7);
    outputs.hold("t", new EncodedOutput.Place(1, 7, 2, PACKET_BYTES), any -> true, () -> draft(7));
    outputs.hold("t", new EncodedOutput.Place(2, 7, 1, PACKET_BYTES), any -> true, () -> draft(7));
    outputs.hold("t", new EncodedOutput.Place(1, 7, 1, 4096), any -> true, () -> draft(7));
    outputs.hold("other", place(7), any -> true, () -> draft(7));
    assertThat(made).hasValue(5);
  }

  @Test
  void packetThatIsNotGood_isReplaced_andStaysWithWhoeverHoldsIt() {
    EncodedOutput held = hold(7);
    EncodedOutput better =
        Objects.requireNonNull(
            outputs.hold("t", place(7), found -> found != held, () -> draft(9))); // grown meanwhile
    assertThat(better).isNotSameAs(held);
    assertThat(bytes(held)).isEqualTo(bytes(7));
    assertThat(hold(7)).isSameAs(better);
  }

  @Test
  void packetThatIsHeld_outlivesItsPlace_andItsBufferIsUsedAgainOnlyAfterwards() {
    EncodedOutput stalled = hold(0);
    for (int offset = 1; offset < 100; offset++) {
      EncodedOutput packet = hold(offset);
      assertThat(bytes(packet)).isEqualTo(bytes(offset));
      packet.release();
    }
    assertThat(bytes(stalled)).isEqualTo(bytes(0));
    assertThat(buffers.allocatedBytes())
        .as("one is held, one more is made before another goes")
        .isLessThanOrEqualTo((KEPT + 3L) * PACKET_BYTES);
    stalled.release();
  }

  @Test
  void stalledViewersAtOnePlace_holdOnePacketTogether() {
    for (int i = 0; i < 1000; i++) {
      hold(5);
    }
    assertThat(buffers.allocatedBytes()).isEqualTo(PACKET_BYTES);
  }

  @Test
  void packetsBeforeAnOffset_areForgotten_thoseOfOtherTerminalsNot() {
    hold(10);
    hold(20);
    outputs.hold("other", place(10), any -> true, () -> draft(10));
    outputs.forgetBefore("t", 20);
    made.set(0);
    hold(20);
    outputs.hold("other", place(10), any -> true, () -> draft(10));
    assertThat(made).hasValue(0);
    hold(10);
    assertThat(made).hasValue(1);
  }

  @Test
  void nothingToEncode_isNoPacket() {
    assertThat(outputs.hold("t", place(1), found -> true, () -> null)).isNull();
    assertThat(buffers.allocatedBytes()).isZero();
  }

  @Test
  void packetsThatWereUsedLatest_areKept() {
    for (int offset = 0; offset < KEPT; offset++) {
      hold(offset).release();
    }
    hold(0).release();
    hold(100).release();
    made.set(0);
    hold(0).release();
    hold(100).release();
    assertThat(made).hasValue(0);
    hold(1).release();
    assertThat(made).as("the one that was used longest ago has gone").hasValue(1);
  }

  @Test
  void packetsOfManyThreads_areNeverMixedUp() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 4; i++) {
      int seed = i;
      Thread thread =
          new Thread(
              () -> {
                SplittableRandom random = new SplittableRandom(seed);
                for (int n = 0; n < 5_000; n++) {
                  long offset = random.nextInt(12);
                  EncodedOutput packet = hold(offset);
                  assertThat(bytes(packet)).isEqualTo(bytes(offset));
                  packet.release();
                }
              });
      thread.setUncaughtExceptionHandler((same, failure) -> failures.add(failure));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(buffers.allocatedBytes())
        .as("what is kept, and one in each hand")
        .isLessThanOrEqualTo((KEPT + 8L) * PACKET_BYTES);
  }
}
