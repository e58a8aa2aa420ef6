package dev.muxwire.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.Split;
import dev.muxwire.proto.v1.SplitDirection;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.TerminalExit;
import org.junit.jupiter.api.Test;

class PacketDumpTest {
  @Test
  void messagesInMessages_areIndented_andNumbersPacked() {
    Split split =
        Split.newBuilder()
            .setDirection(SplitDirection.SPLIT_DIRECTION_ROW)
            .addChildren(Layout.newBuilder().setPaneId("p"))
            .addWeights(1)
            .addWeights(2.5f)
            .build();

    assertThat(PacketDump.of(split.toByteArray(), Split.getDescriptor()))
        .containsExactly(
            "0000  08 01                    direction = 1: SPLIT_DIRECTION_ROW",
            "0002  12 03                    children = 2: Layout, 3 bytes",
            "0004  0a 01 70                   pane_id = 1: \"p\"",
            "0007  1a 08 00 00 80 3f 00 00  weights = 3: [1.0, 2.5]",
            "000f  20 40");
  }

  @Test
  void packedVarints_maps_andBytes_areRead() {
    EntityChange change =
        EntityChange.newBuilder().addClearedFields(5).addClearedFields(300).build();
    Record entity =
        Record.newBuilder()
            .setPayload(ByteString.copyFromUtf8("!"))
            .putAttributes("k", "v")
            .build();

    assertThat(PacketDump.of(change.toByteArray(), EntityChange.getDescriptor()))
        .containsExactly("0000  2a 03 05 ac 02           cleared_fields = 5: [5, 300]");
    assertThat(PacketDump.of(entity.toByteArray(), Record.getDescriptor()))
        .containsExactly(
            "0000  12 01 21                 payload = 2: 1 byte",
            "0003  7a 06                    attributes = 15: AttributesEntry, 6 bytes",
            "0005  0a 01 6b                   key = 1: \"k\"",
            "0008  12 01 76                   value = 2: \"v\"");
  }

  @Test
  void fixedAndSignedNumbers_areRead() {
    Subscribed subscribed =
        Subscribed.newBuilder().setEpoch(0x1234).setFilterHash(7).setReset(true).build();
    TerminalExit exit = TerminalExit.newBuilder().setStatus(-1).build();

    assertThat(PacketDump.of(subscribed.toByteArray(), Subscribed.getDescriptor()))
        .containsExactly(
            "0000  09 34 12 00 00 00 00 00  epoch = 1: 0x0000000000001234",
            "0008  00",
            "0009  15 07 00 00 00           filter_hash = 2: 0x00000007",
            "000e  18 01                    reset = 3: true");
    assertThat(PacketDump.of(exit.toByteArray(), TerminalExit.getDescriptor()).get(0))
        .endsWith("status = 2: -1");
  }

  @Test
  void unknownFields_areShownAsSuch() {
    Output output =
        Output.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(9, UnknownFieldSet.Field.newBuilder().addVarint(3).build())
                    .build())
            .build();

    assertThat(PacketDump.of(output.toByteArray(), Output.getDescriptor()))
        .containsExactly("0000  48 03                    unknown = 9: 3");
  }

  @Test
  void truncatedMessage_fails() {
    byte[] whole =
        Output.newBuilder().setData(ByteString.copyFromUtf8("abc")).build().toByteArray();

    assertThatThrownBy(
            () -> PacketDump.of(java.util.Arrays.copyOf(whole, 3), Output.getDescriptor()))
        .isInstanceOf(java.io.UncheckedIOException.class);
  }
}
