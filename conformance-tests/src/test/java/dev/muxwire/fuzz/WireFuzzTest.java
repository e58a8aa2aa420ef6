package dev.muxwire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkReceiver;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import dev.muxwire.wire.ReservationBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codec that both sides share. */
class WireFuzzTest {
  private static final long MAX_BODY_BYTES = 256 * 1024;
  private static final int MAX_STREAMS = 8;

  @Test
  void anyCompressedBody_isUnpackedWithinItsLimit() {
    byte[] small = new byte[4_000];
    byte[] bomb = new byte[8 << 20];
    Campaign.run(
        "compressed",
        Bounds.PARSER,
        Inputs.mutationsOf(List.of(packed(small, small.length), packed(bomb, 1_000))),
        input -> {
          try {
            Compressed compressed = Bodies.parse(Compressed.parser(), input);
            byte[] body = Deflate.inflate(compressed, MAX_BODY_BYTES);
            assertThat((long) body.length).isEqualTo(compressed.getUncompressedBytes());
          } catch (ProtocolViolation refused) {
            assertThat(refused.toError(1).getSerializedSize()).isLessThan(2_000);
          }
        });
  }

  private static byte[] packed(byte[] body, long claimedBytes) {
    return Compressed.newBuilder()
        .setUncompressedBytes(claimedBytes)
        .setData(ByteString.copyFrom(new Deflate().compress(body)))
        .build()
        .toByteArray();
  }

  @Test
  void anyChunks_reserveWhatTheyMayAndGiveItBack() {
    Campaign.run(
        "chunks",
        Bounds.PARSER,
        random ->
            PacketScript.of(
                random
                    .ints(1 + random.nextInt(20))
                    .mapToObj(
                        any ->
                            chunkFrame(
                                new MessageGenerator(random, List.of(""), List.of(new byte[9]))))
                    .toList()),
        input -> {
          ReservationBudget budget = ReservationBudget.of(MAX_BODY_BYTES, "the budget");
          ChunkReceiver receiver = new ChunkReceiver(MAX_BODY_BYTES, List.of(budget));
          for (byte[] packet : PacketScript.packets(input)) {
            try {
              ServerFrame frame = Bodies.parse(ServerFrame.parser(), packet);
              receiver.accept(frame.getStreamId() % MAX_STREAMS, frame.getChunk(), 0);
            } catch (ProtocolViolation refused) {
              assertThat(refused.code()).isNotNull();
            }
          }
          receiver.endAll();
          budget.reserve(MAX_BODY_BYTES);
        });
  }

  private static byte[] chunkFrame(MessageGenerator messages) {
    return messages
        .holding(
            ServerFrame.getDescriptor(),
            ServerFrame.getDescriptor().findFieldByNumber(ServerFrame.CHUNK_FIELD_NUMBER))
        .build()
        .toByteArray();
  }

  @Test
  void anyEntityBody_splitsAndJoinsToTheSame() {
    byte[] tab =
        EntityBody.newBuilder()
            .setTab(Tab.newBuilder().setTitle("t").putAttributes("a", "1").putAttributes("b", "2"))
            .build()
            .toByteArray();
    Campaign.run(
        "entity-fields",
        Bounds.PARSER,
        Inputs.mutationsOf(List.of(tab)),
        input -> {
          try {
            EntityFields fields = EntityFields.split(Bodies.parse(EntityBody.parser(), input));
            assertThat(fields.encode().size()).isEqualTo(fields.encodedBytes());
            assertThat(EntityFields.split(fields.toBody()).encode()).isEqualTo(fields.encode());
          } catch (ProtocolViolation refused) {
            assertThat(refused.code()).isNotNull();
          }
        });
  }

  @Test
  void anyServerPacket_isParsedOrMalformed() {
    Campaign.run(
        "server-packet",
        Bounds.PARSER,
        Inputs.halfMutated(ServerScripts::packet),
        input -> {
          try {
            Bodies.parse(ServerPacket.parser(), input).getFramesList().forEach(Bodies::cost);
          } catch (ProtocolViolation refused) {
            assertThat(refused.code()).isNotNull();
          }
        });
  }
}
