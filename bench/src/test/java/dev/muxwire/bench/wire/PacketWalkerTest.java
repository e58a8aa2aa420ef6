package dev.muxwire.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Skipped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PacketWalkerTest {
  private final List<String> told = new ArrayList<>();
  private final PacketWalker walker =
      new PacketWalker(
          new PacketWalker.Listener() {
            @Override
            public void output(long offset, long bytes) {
              told.add("output " + offset + " " + bytes);
            }

            @Override
            public void ping(long nonce) {
              told.add("ping " + nonce);
            }
          });

  /** Packets in any pieces; each walker sees several, one after the other. */
  @Property(tries = 300)
  void anyPacket_inAnyPieces_tellsItsOutputAndPings(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      told.clear();
      List<String> due = new ArrayList<>();
      byte[] packet = packet(random, due);
      walker.begin(packet.length);
      for (int at = 0; at < packet.length; ) {
        int count = Math.min(packet.length - at, 1 + random.nextInt(40));
        walker.walk(ByteBuffer.wrap(packet, at, count));
        at += count;
      }

      assertThat(told).isEqualTo(due);
    }
  }

  private static byte[] packet(Random random, List<String> due) {
    ServerPacket.Builder packet = ServerPacket.newBuilder();
    for (int frames = random.nextInt(6); frames > 0; frames--) {
      ServerFrame.Builder frame = packet.addFramesBuilder();
      if (random.nextBoolean()) {
        frame.setStreamId(random.nextInt(1000));
      }
      switch (random.nextInt(4)) {
        case 0 -> {
          long nonce = random.nextLong();
          frame.setPing(Ping.newBuilder().setNonce(nonce));
          due.add("ping " + nonce);
        }
        case 1 -> frame.setSkipped(Skipped.newBuilder().setFrom(random.nextLong()));
        default -> {
          long offset = random.nextBoolean() ? 0 : random.nextLong() >>> 1;
          byte[] data = new byte[1 + random.nextInt(random.nextBoolean() ? 5 : 5_000)];
          frame.setOutput(Output.newBuilder().setOffset(offset).setData(ByteString.copyFrom(data)));
          due.add("output " + offset + " " + data.length);
        }
      }
    }
    return packet.build().toByteArray();
  }
}
