package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
    packet.add(streamId, Bodies.encode(ServerFrame.OUTPUT_FIELD_NUMBER, frame.getOutput()));
    packet.add(streamId, Bodies.encode(ServerFrame.OUTPUT_FIELD_NUMBER, frame.getOutput()));
    ServerPacket expected = ServerPacket.newBuilder().addFrames(frame).addFrames(frame).build();
    assertThat(ByteString.copyFrom(packet.takePacket())).isEqualTo(expected.toByteString());
    assertThat(packet.isEmpty()).isTrue();
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
