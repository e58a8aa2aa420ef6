package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.ProtocolViolation;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnpackerTest {
  private static final int LIMIT = 1 << 20;

  private final Unpacker unpacker = new Unpacker();
  private byte[] before = {};

  /** A part of 20 KB, all with the same ids. */
  private static ServerFrame part(long through, boolean consistent) {
    Random random = new Random(7);
    StatePart.Builder part = StatePart.newBuilder().setThrough(through).setConsistent(consistent);
    for (int i = 0; i < 900; i++) {
      part.addChanges(EntityChange.newBuilder().setId(Long.toHexString(random.nextLong())));
    }
    return ServerFrame.newBuilder().setStatePart(part).build();
  }

  private ServerFrame packed(ServerFrame frame) {
    byte[] body = frame.toByteArray();
    byte[] data = Deflate.compress(body, new int[] {100, 5_000}, before);
    Compressed compressed =
        Compressed.newBuilder()
            .setCompression(Compression.COMPRESSION_DEFLATE)
            .setUncompressedBytes(body.length)
            .setData(ByteString.copyFrom(data))
            .setContinued(before.length > 0)
            .build();
    before = Deflate.window(before, body);
    return ServerFrame.newBuilder().setStreamId(3).setCompressed(compressed).build();
  }

  private static ServerFrame onStream(ServerFrame frame) {
    return frame.toBuilder().setStreamId(3).build();
  }

  @Test
  void partsThatGoOn_areUnpackedBehindThoseBefore() {
    for (int i = 1; i < 5; i++) {
      ServerFrame part = part(i, false);
      ServerFrame packed = packed(part);
      assertThat(packed.getSerializedSize()).isLessThan(i == 1 ? 20_000 : 1_000);
      assertThat(unpacker.unpack(packed, LIMIT)).isEqualTo(onStream(part));
    }
  }

  @Test
  void partThatDoesNotGoOn_beginsAnew() {
    unpacker.unpack(packed(part(1, false)), LIMIT);
    before = new byte[0];
    unpacker.unpack(packed(part(2, false)), LIMIT);
    assertThat(unpacker.unpack(packed(part(3, false)), LIMIT)).isEqualTo(onStream(part(3, false)));
  }

  @Test
  void partThatGoesOnFromNothing_orFromAConsistentOne_isMalformed() {
    ServerFrame first = packed(part(1, false));
    ServerFrame second = packed(part(2, true));
    ServerFrame third = packed(part(3, false));
    assertThatThrownBy(() -> unpacker.unpack(second, LIMIT)).isInstanceOf(ProtocolViolation.class);
    unpacker.unpack(first, LIMIT);
    unpacker.unpack(second, LIMIT);
    assertThatThrownBy(() -> unpacker.unpack(third, LIMIT)).isInstanceOf(ProtocolViolation.class);
  }
}
