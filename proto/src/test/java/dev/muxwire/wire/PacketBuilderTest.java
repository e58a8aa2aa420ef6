package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What the builder writes is what any protobuf library writes; what it says fits, fits. */
final class PacketBuilderTest {
  private static final int MAX_PACKET_BYTES = 4096;

  @Property
  void framesAreReadableByTheGeneratedStubs(
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int streamId,
      @ForAll @IntRange(min = 0, max = 500) int length)
      throws Exception {
    ServerFrame frame =
        ServerFrame.newBuilder()
            .setStreamId(streamId)
            .setOutput(
                Output.newBuilder().setOffset(5).setData(ByteString.copyFrom(new byte[length])))
            .build();
    PacketBuilder packet = new PacketBuilder(MAX_PACKET_BYTES);
    packet.add(streamId, ServerFrame.OUTPUT_FIELD_NUMBER, frame.getOutput());
    packet.add(streamId, ServerFrame.OUTPUT_FIELD_NUMBER, frame.getOutput());
    ServerPacket expected = ServerPacket.newBuilder().addFrames(frame).addFrames(frame).build();
    assertThat(ByteString.copyFrom(packet.takePacket())).isEqualTo(expected.toByteString());
    assertThat(packet.isEmpty()).isTrue();
  }

  @Property
  void memoryThatAPacketGrewOutOf_isGivenBack_andThePacketIsTheSameAsOnTheHeap(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 2_000) Integer> lengths) {
    CountingMemory memory = new CountingMemory();
    PacketBuilder packet = new PacketBuilder(1 << 20, memory);
    PacketBuilder onTheHeap = new PacketBuilder(1 << 20);
    for (int length : lengths) {
      Output output = Output.newBuilder().setData(ByteString.copyFrom(new byte[length])).build();
      packet.add(length, ServerFrame.OUTPUT_FIELD_NUMBER, output);
      onTheHeap.add(length, Bodies.encode(ServerFrame.OUTPUT_FIELD_NUMBER, output));
    }
    assertThat(memory.taken).hasSize(lengths.isEmpty() ? 0 : 1);
    ByteBuffer taken = packet.takePacket();
    assertThat(taken).isEqualTo(onTheHeap.takePacket());
    memory.give(taken);
    assertThat(memory.taken).isEmpty();
  }

  /** Direct buffers, those that are not given back. */
  private static final class CountingMemory implements PacketMemory {
    private final Set<ByteBuffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    @Override
    public ByteBuffer take(int bytes) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
      taken.add(buffer);
      return buffer;
    }

    @Override
    public void give(ByteBuffer buffer) {
      taken.remove(buffer);
    }
  }

  @Property
  void aBodyAsLargeAsTheRoom_fits(
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int streamId,
      @ForAll @IntRange(min = 64, max = MAX_PACKET_BYTES) int maxPacketBytes) {
    PacketBuilder packet = new PacketBuilder(maxPacketBytes);
    packet.add(streamId, new byte[packet.room(streamId)]);
    assertThat(packet.size()).isBetween(maxPacketBytes - 2, maxPacketBytes);
  }
}
