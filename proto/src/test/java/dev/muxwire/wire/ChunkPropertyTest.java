package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.proto.v1.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is cut into chunks comes together again, or ends cleanly with everything given back. */
final class ChunkPropertyTest {
  private static final int STREAM = 7;
  private final ReservationBudget budget = ReservationBudget.of(1 << 20, "the test");

  @Property
  void anyCut_reassembles(
      @ForAll @Size(min = 1, max = 3000) byte[] message,
      @ForAll @IntRange(min = 1, max = 700) int size) {
    ChunkReceiver receiver = new ChunkReceiver(1 << 20, List.of(budget));
    byte[] whole = null;
    for (Chunk chunk : cut(1, message, size)) {
      assertThat(whole).isNull();
      whole = receiver.accept(STREAM, chunk, 0);
    }
    assertThat(whole).isEqualTo(message);
    assertAllGivenBack();
  }

  @Property
  void anyInterleavingOfStreams_reassembles(
      @ForAll @Size(min = 1, max = 500) byte[] first,
      @ForAll @Size(min = 1, max = 500) byte[] second,
      @ForAll long seed) {
    ChunkReceiver receiver = new ChunkReceiver(1 << 20, List.of(budget));
    List<Chunk> left = new ArrayList<>(cut(1, first, 50));
    List<Chunk> right = new ArrayList<>(cut(2, second, 30));
    Random random = new Random(seed);
    byte[] one = null;
    byte[] two = null;
    while (!left.isEmpty() || !right.isEmpty()) {
      if (right.isEmpty() || (!left.isEmpty() && random.nextBoolean())) {
        one = receiver.accept(1, left.remove(0), 0);
      } else {
        two = receiver.accept(2, right.remove(0), 0);
      }
    }
    assertThat(one).isEqualTo(first);
    assertThat(two).isEqualTo(second);
    assertAllGivenBack();
  }

  @Property
  void anyChunkLeftOut_failsAndGivesBack(
      @ForAll @Size(min = 60, max = 600) byte[] message, @ForAll long seed) {
    ChunkReceiver receiver = new ChunkReceiver(1 << 20, List.of(budget));
    List<Chunk> chunks = new ArrayList<>(cut(1, message, 20));
    chunks.remove(new Random(seed).nextInt(chunks.size() - 1));
    assertThatThrownBy(() -> chunks.forEach(chunk -> receiver.accept(STREAM, chunk, 0)))
        .isInstanceOf(ProtocolViolation.class);
    assertAllGivenBack();
  }

  @Property
  void anyByteChanged_isNoticed(
      @ForAll @Size(min = 1, max = 300) byte[] message, @ForAll long seed) {
    ChunkReceiver receiver = new ChunkReceiver(1 << 20, List.of(budget));
    byte[] damaged = message.clone();
    damaged[new Random(seed).nextInt(damaged.length)] ^= 0x10;
    List<Chunk> chunks = new ArrayList<>(cut(1, message, 1000));
    Chunk last = chunks.get(0);
    chunks.set(
        0, last.toBuilder().setData(com.google.protobuf.ByteString.copyFrom(damaged)).build());
    assertThatThrownBy(() -> receiver.accept(STREAM, chunks.get(0), 0))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining("checksum");
    assertAllGivenBack();
  }

  private static List<Chunk> cut(long transferId, byte[] message, int size) {
    ChunkSender sender = new ChunkSender(transferId, message);
    List<Chunk> chunks = new ArrayList<>();
    while (!sender.done()) {
      chunks.add(sender.next(size));
    }
    return chunks;
  }

  private void assertAllGivenBack() {
    budget.reserve(1 << 20);
    budget.release(1 << 20);
  }
}
