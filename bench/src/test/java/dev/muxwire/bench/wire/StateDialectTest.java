package dev.muxwire.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Subscribed;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StateDialectTest {
  @Test
  void payload_isOneWhenConsistent_andOneMoreForEachRevision() {
    Dialect.Session session = new StateDialect("w").open();
    read(session, part(5, false));
    assertThat(session.payload()).isZero();

    read(session, part(9, true));
    assertThat(session.payload()).isEqualTo(1);

    read(session, part(12, true));
    assertThat(session.payload()).isEqualTo(4);
  }

  @Test
  void cursorOfNow_isConsistentAtOnce() {
    StateCursor cursor = StateCursor.newBuilder().setBase(7).setThrough(7).build();
    Dialect.Session session =
        new StateDialect(Subscribe.newBuilder().setCursor(cursor).build()).open();
    Subscribed subscribed = Subscribed.newBuilder().setEpoch(1).setBase(7).setThrough(7).build();
    read(session, ServerFrame.newBuilder().setSubscribed(subscribed));

    assertThat(session.payload()).isEqualTo(1);
  }

  private static ServerFrame.Builder part(long through, boolean isConsistent) {
    StatePart.Builder part =
        StatePart.newBuilder()
            .setThrough(through)
            .addChanges(EntityChange.newBuilder().setId("tab").setRevision(through))
            .setConsistent(isConsistent);
    return ServerFrame.newBuilder().setStreamId(1).setStatePart(part);
  }

  private static void read(Dialect.Session session, ServerFrame.Builder frame) {
    MessageLite packet = ServerPacket.newBuilder().addFrames(frame).build();
    session.begin(packet.getSerializedSize());
    session.bytes(ByteBuffer.wrap(packet.toByteArray()));
  }
}
