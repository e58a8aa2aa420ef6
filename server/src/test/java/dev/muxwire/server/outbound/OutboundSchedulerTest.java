package dev.muxwire.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.PacketMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutboundSchedulerTest {
  private static final int MAX_PACKET_BYTES = 4096;

  private final FakeLoop loop = new FakeLoop();
  private final RecordingSink sink = new RecordingSink();
  private int timesRoom;
  private final OutboundScheduler scheduler =
      new OutboundScheduler(
          loop,
          sink,
          PacketMemory.HEAP,
          MAX_PACKET_BYTES,
          () -> timesRoom++,
          (priority, bytes) -> {});

  @Test
  void atMostOneDataPacketIsOutstanding_andControlPassesBesideIt() {
    scheduler.add(new Endless(1, Priority.SNAPSHOT));
    scheduler.add(new Endless(2, Priority.ECHO));
    loop.run();
    assertThat(sink.outstanding()).isEqualTo(1);
    scheduler.control(0, pong(1));
    scheduler.control(0, pong(2));
    loop.run();
    assertThat(sink.outstanding()).isEqualTo(2);
    scheduler.control(0, pong(3));
    loop.run();
    assertThat(sink.outstanding()).isEqualTo(2);
    assertThat(sink.packets.get(1).getFramesList()).allMatch(ServerFrame::hasPong).hasSize(2);
  }

  @Test
  void theMostUrgentClassGoesFirst_andTakesTurnsWithinIt() {
    scheduler.add(new Endless(1, Priority.SCROLLBACK));
    scheduler.add(new Endless(2, Priority.STATE));
    scheduler.add(new Endless(3, Priority.STATE));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loop.run();
      order.add(sink.last().getFrames(0).getStreamId());
      sink.writeOldest();
    }
    assertThat(order).containsExactly(2, 3, 2, 3);
  }

  @Test
  void aPacketHoldsOneClass() {
    scheduler.add(new Small(1, Priority.ECHO));
    scheduler.add(new Small(2, Priority.ECHO));
    scheduler.add(new Small(3, Priority.TERMINAL));
    loop.run();
    assertThat(sink.last().getFramesList())
        .extracting(ServerFrame::getStreamId)
        .containsExactly(1, 2);
    sink.writeOldest();
    loop.run();
    assertThat(sink.last().getFramesList()).extracting(ServerFrame::getStreamId).containsExactly(3);
  }

  @Test
  void aPreparingSource_keepsItsPlace_butNotControls() {
    Preparing preparing = new Preparing();
    scheduler.add(preparing);
    scheduler.add(new Endless(2, Priority.SCROLLBACK));
    loop.run();
    assertThat(sink.packets).isEmpty();
    scheduler.control(0, pong(1));
    loop.run();
    assertThat(sink.packets).hasSize(1);
    preparing.ready = true;
    scheduler.prepared(preparing);
    loop.run();
    assertThat(sink.last().getFrames(0).getStreamId()).isEqualTo(9);
  }

  @Test
  void aPreparingSourceThatIsRemoved_freesItsPlace() {
    Preparing preparing = new Preparing();
    scheduler.add(preparing);
    scheduler.add(new Endless(2, Priority.SCROLLBACK));
    loop.run();
    scheduler.remove(preparing);
    loop.run();
    assertThat(sink.last().getFrames(0).getStreamId()).isEqualTo(2);
  }

  @Test
  void ofAbsoluteValues_onlyTheLatestIsSent() {
    scheduler.control(0, pong(0));
    loop.run();
    for (int i = 1; i <= 5000; i++) {
      scheduler.controlLatest(0, ServerFrame.PONG_FIELD_NUMBER, pong(i));
    }
    loop.run();
    assertThat(scheduler.controlIsFull()).isFalse();
    sink.writeOldest();
    loop.run();
    assertThat(sink.last().getFramesList()).hasSize(1);
    assertThat(sink.last().getFrames(0).getPong().getNonce()).isEqualTo(5000);
  }

  @Test
  void fullControl_isTold_andRoomTooOnceThePeerReads() {
    for (int i = 0; i < 5000; i++) {
      scheduler.control(0, pong(i));
    }
    assertThat(scheduler.controlIsFull()).isTrue();
    while (scheduler.controlIsFull()) {
      loop.run();
      sink.writeOldest();
    }
    assertThat(timesRoom).isEqualTo(1);
  }

  @Test
  void withinAClass_eachGetsTheSameBytes_howeverLargeItsFramesAre() {
    Tally small = new Tally(1, 100);
    Tally middle = new Tally(2, 900);
    Tally large = new Tally(3, 3000);
    List.of(small, middle, large).forEach(scheduler::add);
    for (int i = 0; i < 300; i++) {
      loop.run();
      scheduler.received(Long.MAX_VALUE);
      sink.writeOldest();
    }
    for (Tally tally : List.of(middle, large)) {
      assertThat((double) tally.bytes / small.bytes).isBetween(0.95, 1.05);
    }
  }

  @Test
  void whatThePeerHasNotReceived_isBounded_butControlPasses() {
    scheduler.begin(MAX_PACKET_BYTES);
    scheduler.add(new Endless(1, Priority.SCROLLBACK));
    writeAll();
    int sent = sink.packets.size();
    assertThat(scheduler.sentBytes()).isBetween(10L * 1024, 20L * 1024);
    scheduler.control(0, pong(1));
    writeAll();
    assertThat(sink.packets).hasSizeGreaterThan(sent);
    assertThat(sink.last().getFrames(0).hasPong()).isTrue();
    scheduler.received(scheduler.sentBytes());
    writeAll();
    assertThat(scheduler.sentBytes()).isGreaterThan(22L * 1024);
  }

  @Test
  void aSourceThatNobodyCouldConfirm_passesThoseThatWait() {
    scheduler.begin(MAX_PACKET_BYTES);
    scheduler.add(new Endless(1, Priority.STATE));
    writeAll();
    scheduler.add(new Small(8, Priority.STATE, false));
    writeAll();
    assertThat(sink.last().getFrames(0).getStreamId()).isEqualTo(8);
  }

  @Test
  void whatTheNetworkTakesAtOnce_isFollowedByMore_butOthersHaveTheirTurnToo() {
    sink.room = Integer.MAX_VALUE;
    scheduler.add(new Sharing(1));
    List<Integer> packetsBefore = new ArrayList<>();
    loop.execute(() -> packetsBefore.add(sink.packets.size()));
    loop.execute(() -> scheduler.stop());
    loop.run();
    assertThat(sink.packets).hasSizeBetween(2, 8);
    assertThat(packetsBefore).as("the turn had an end").containsExactly(sink.packets.size());
  }

  @Test
  void aPacketThatWasTakenAtOnce_leavesItsSlotFree_andOneThatWasNotKeepsIt() {
    sink.room = 2;
    scheduler.add(new Sharing(1));
    loop.run();
    assertThat(sink.packets).hasSize(3);
    assertThat(sink.outstanding()).isEqualTo(1);
  }

  @Test
  void aSharedPacket_isSentAsItIs_andHeldUntilTheNetworkTookIt() {
    Sharing sharing = new Sharing(7);
    sink.room = 1;
    scheduler.add(sharing);
    loop.run();
    assertThat(sink.packets).hasSize(2);
    assertThat(sink.last().getFrames(0).getStreamId()).isEqualTo(7);
    assertThat(sharing.held).as("the first was taken at once").isEqualTo(1);
    scheduler.stop();
    sink.writeOldest();
    loop.run();
    assertThat(sharing.held).isZero();
  }

  @Test
  void aSharedPacket_waitsForItsSlotAsAnyOther() {
    Sharing sharing = new Sharing(7);
    scheduler.add(sharing);
    loop.run();
    scheduler.wake();
    loop.run();
    assertThat(sharing.taken).isEqualTo(1);
    assertThat(sink.outstanding()).isEqualTo(1);
  }

  @Test
  void aSourceThatIsNotAloneInItsClass_sharesItsPacketWithTheOthersInstead() {
    Sharing sharing = new Sharing(7);
    scheduler.add(sharing);
    scheduler.add(new Sharing(8));
    loop.run();
    assertThat(sharing.taken).isZero();
    assertThat(sink.last().getFramesList())
        .extracting(ServerFrame::getStreamId)
        .containsExactly(7, 8);
  }

  @Test
  void theFirstPingStandsBeforeAnyData_andMoreFollowTheData() {
    scheduler.begin(MAX_PACKET_BYTES);
    scheduler.control(0, pong(1));
    scheduler.add(new Endless(1, Priority.SNAPSHOT));
    writeAll();
    List<ServerFrame> frames =
        sink.packets.stream().flatMap(packet -> packet.getFramesList().stream()).toList();
    List<Long> nonces =
        frames.stream().filter(ServerFrame::hasPing).map(f -> f.getPing().getNonce()).toList();
    assertThat(frames.get(1).hasPing()).isTrue();
    assertThat(nonces).hasSizeGreaterThan(3).isSorted();
    loop.advance(70);
    scheduler.answered(nonces.get(nonces.size() - 1));
    assertThat(scheduler.roundTripMicros()).isEqualTo(70_000);
  }

  private void writeAll() {
    loop.run();
    while (!sink.unwritten.isEmpty()) {
      sink.writeOldest();
      loop.run();
    }
  }

  private static byte[] pong(long nonce) {
    return Bodies.encode(ServerFrame.PONG_FIELD_NUMBER, Pong.newBuilder().setNonce(nonce).build());
  }

  private static byte[] output(int bytes) {
    return Bodies.encode(
        ServerFrame.OUTPUT_FIELD_NUMBER,
        Output.newBuilder().setData(ByteString.copyFrom(new byte[bytes])).build());
  }

  /** Fills every packet. */
  private record Endless(int id, Priority priority) implements Source {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      if (packet.room(id) < 16) {
        return Fill.EMPTY;
      }
      packet.add(id, output(packet.room(id) - 8));
      return Fill.WRITTEN;
    }
  }

  /** Always has frames of its size, and counts them. */
  private static final class Tally implements Source {
    private final int id;
    private final int frameBytes;
    private long bytes;

    Tally(int id, int frameBytes) {
      this.id = id;
      this.frameBytes = frameBytes;
    }

    @Override
    public Priority priority() {
      return Priority.TERMINAL;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      int before = packet.size();
      while (packet.room(id) > 16) {
        packet.add(id, output(Math.min(frameBytes, packet.room(id) - 8)));
      }
      bytes += packet.size() - before;
      return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
    }
  }

  /** Has one small frame. */
  private static final class Small implements Source {
    private final int id;
    private final Priority priority;
    private final boolean paced;
    private boolean sent;

    Small(int id, Priority priority) {
      this(id, priority, true);
    }

    Small(int id, Priority priority, boolean paced) {
      this.id = id;
      this.priority = priority;
      this.paced = paced;
    }

    @Override
    public boolean isPaced() {
      return paced;
    }

    @Override
    public Priority priority() {
      return priority;
    }

    @Override
    public boolean ready() {
      return !sent;
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      sent = true;
      packet.add(id, output(10));
      return Fill.WRITTEN;
    }
  }

  /** Has a packet that others send too, again and again. */
  private static final class Sharing implements Source {
    private final int id;
    private int held;
    private int taken;

    Sharing(int id) {
      this.id = id;
    }

    @Override
    public Priority priority() {
      return Priority.TERMINAL;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public SharedPacket sharedPacket(int targetBytes) {
      PacketBuilder packet = new PacketBuilder(targetBytes);
      packet.add(id, output(1000));
      held++;
      taken++;
      ByteBuffer bytes = packet.takePacket().asReadOnlyBuffer();
      return new SharedPacket() {
        @Override
        public ByteBuffer bytes() {
          return bytes.duplicate();
        }

        @Override
        public void release() {
          held--;
        }
      };
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      packet.add(id, output(10));
      return Fill.WRITTEN;
    }
  }

  private static final class Preparing implements Source {
    private boolean ready;

    @Override
    public Priority priority() {
      return Priority.STATE;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      if (!ready) {
        return Fill.PREPARING;
      }
      packet.add(9, output(10));
      return Fill.WRITTEN;
    }
  }

  private static final class RecordingSink implements FrameSink {
    private final List<ServerPacket> packets = new ArrayList<>();
    private final List<Runnable> unwritten = new ArrayList<>();

    /** So many packets the network takes at once. */
    private int room;

    int outstanding() {
      return unwritten.size();
    }

    ServerPacket last() {
      return packets.get(packets.size() - 1);
    }

    void writeOldest() {
      unwritten.remove(0).run();
    }

    @Override
    public boolean send(ByteBuffer packet, Runnable whenWritten) {
      assertThat(packet.remaining()).isLessThanOrEqualTo(MAX_PACKET_BYTES);
      try {
        packets.add(ServerPacket.parseFrom(packet));
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      if (room > 0) {
        room--;
        return true;
      }
      unwritten.add(whenWritten);
      return false;
    }

    @Override
    public void close(int code, String reason) {}
  }
}
