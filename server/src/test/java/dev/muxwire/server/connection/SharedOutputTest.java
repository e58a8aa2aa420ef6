package dev.muxwire.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.server.outbound.SharedPacket;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.WrittenOutput;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketMemory;
import dev.muxwire.wire.SendCredit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedOutputTest {
  private static final int PACKET_BYTES = 64 * 1024;

  /** The latest of it are in memory. */
  private static final int IN_MEMORY_BYTES = 64 * 1024;

  private final WrittenOutput written = new WrittenOutput();
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final SplittableRandom random = new SplittableRandom(42);

  private void append(int bytes) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    written.append(data);
    all.writeBytes(data);
  }

  private OutputCursor cursorAt(long offset) {
    return new OutputCursor(written.output(), offset);
  }

  private static SendCredit plenty() {
    return new SendCredit(Long.MAX_VALUE);
  }

  private static SharedOutput viewer(int streamId, SendCredit credit) {
    return new SharedOutput(PacketMemory.HEAP, () -> false, streamId, credit);
  }

  private static ServerPacket parse(ByteBuffer bytes) {
    try {
      return ServerPacket.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** What the protocol's own classes make of the same pieces of output. */
  private ServerPacket alone(int streamId, ServerPacket like, long from) {
    ServerPacket.Builder packet = ServerPacket.newBuilder();
    long offset = from;
    for (ServerFrame frame : like.getFramesList()) {
      int length = frame.getOutput().getData().size();
      ByteString data = ByteString.copyFrom(all.toByteArray(), (int) offset, length);
      packet.addFrames(
          ServerFrame.newBuilder()
              .setStreamId(streamId)
              .setOutput(Output.newBuilder().setOffset(offset).setData(data)));
      offset += length;
    }
    return packet.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 70_000, Integer.MAX_VALUE})
  void packet_isByteForByteWhatTheConnectionAloneWouldSend(int streamId) {
    append(70_000);
    for (int round = 0; round < 300; round++) {
      append(random.nextInt(1, 30_000));
      if (random.nextInt(20) == 0) {
        written.mark();
      }
      int packetBytes = 1 << random.nextInt(13, 17);
      long from = all.size() - random.nextInt(1, IN_MEMORY_BYTES);
      OutputCursor cursor = cursorAt(from);
      SendCredit credit = plenty();
      SharedPacket packet = viewer(streamId, credit).next(cursor, written.output(), packetBytes);
      if (packet == null) {
        assertThat(cursor.position()).isEqualTo(from);
        assertThat(credit.sentBytes()).isZero();
        continue;
      }
      ByteBuffer bytes = packet.bytes();
      ServerPacket parsed = parse(bytes.duplicate());
      assertThat(bytes.remaining()).isLessThanOrEqualTo(packetBytes);
      assertThat(ByteString.copyFrom(bytes))
          .isEqualTo(alone(streamId, parsed, from).toByteString());
      assertThat(cursor.position())
          .isEqualTo(
              from
                  + parsed.getFramesList().stream()
                      .mapToLong(frame -> frame.getOutput().getData().size())
                      .sum());
      assertThat(credit.sentBytes())
          .isEqualTo(parsed.getFramesList().stream().mapToLong(Bodies::cost).sum());
      packet.release();
    }
  }

  @Test
  void viewersThatAreBehind_byDifferentAmounts_shareFromTheSecondPacketOn() {
    append(128 * 1024);
    OutputCursor one = cursorAt(3_000);
    OutputCursor other = cursorAt(17_000);
    load(one);
    next(one);
    next(other);
    assertThat(one.position()).isEqualTo(other.position());
    ByteBuffer shared = next(one);
    assertThat(next(other)).isEqualTo(shared);
    assertThat(one.position()).isEqualTo(other.position());
  }

  @Test
  void whileOutputGrows_viewersStayTogether_butSmallPacketsAreNotSentForLong() {
    append(20_000);
    OutputCursor first = cursorAt(0);
    next(first);
    append(10_000);
    OutputCursor second = cursorAt(0);
    next(second);
    assertThat(second.position()).as("two thirds of what there is").isEqualTo(20_000);
    append(30_000);
    OutputCursor third = cursorAt(0);
    next(third);
    assertThat(third.position()).isEqualTo(60_000);
  }

  @Test
  void resize_isNeverPassed() {
    append(20_000);
    written.mark();
    append(20_000);
    OutputCursor cursor = cursorAt(0);
    next(cursor);
    assertThat(cursor.position()).isEqualTo(20_000);
    assertThat(packet(cursor, plenty(), PACKET_BYTES)).as("the resize comes first").isNull();
    assertThat(cursor.next(1)).isInstanceOf(OutputCursor.Resize.class);
    next(cursor);
    assertThat(cursor.position()).isEqualTo(40_000);
  }

  @Test
  void little_orWithoutCreditForAll_orInTinyPackets_orToBePacked_isNotShared() {
    append(30_000);
    assertThat(packet(cursorAt(29_000), plenty(), PACKET_BYTES)).isNull();
    assertThat(packet(cursorAt(0), new SendCredit(20_000), PACKET_BYTES)).isNull();
    assertThat(packet(cursorAt(0), plenty(), 4096)).isNull();
    SharedOutput packing = new SharedOutput(PacketMemory.HEAP, () -> true, 1, plenty());
    assertThat(packing.next(cursorAt(0), written.output(), PACKET_BYTES)).isNull();
    assertThat(packet(cursorAt(0), plenty(), PACKET_BYTES)).isNotNull();
  }

  @Test
  void purgedOutput_isNotSentFromAPacketThatWasMadeBefore() {
    append(40_000);
    next(cursorAt(0));
    written.purge(10_000);
    assertThat(packet(cursorAt(0), plenty(), PACKET_BYTES)).isNull();
    OutputCursor cursor = cursorAt(10_000);
    next(cursor);
    assertThat(cursor.position()).isEqualTo(40_000);
  }

  @Test
  void outputBehindAHole_isAnotherPacket() {
    append(20_000);
    written.hole(5_000);
    all.writeBytes(new byte[5_000]);
    append(20_000);
    OutputCursor cursor = cursorAt(25_000);
    assertThat(parse(next(cursor)))
        .satisfies(found -> assertThat(found).isEqualTo(alone(1, found, 25_000)));
    assertThat(packet(cursorAt(22_000), plenty(), PACKET_BYTES)).isNull();
  }

  private void load(OutputCursor cursor) {
    cursor.load(failure -> assertThat(failure).isNull());
    written.loop().run();
  }

  private ByteBuffer next(OutputCursor cursor) {
    SharedPacket packet = Objects.requireNonNull(packet(cursor, plenty(), PACKET_BYTES));
    ByteBuffer bytes = ByteBuffer.allocate(packet.bytes().remaining());
    bytes.put(packet.bytes()).flip();
    packet.release();
    return bytes;
  }

  private @Nullable SharedPacket packet(OutputCursor cursor, SendCredit credit, int packetBytes) {
    return viewer(1, credit).next(cursor, written.output(), packetBytes);
  }
}
