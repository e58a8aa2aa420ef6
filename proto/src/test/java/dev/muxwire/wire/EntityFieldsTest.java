package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class EntityFieldsTest {

  @Property
  void splitAndJoined_isTheSame(
      @ForAll String title,
      @ForAll long updatedAt,
      @ForAll @Size(max = 5) Map<String, String> attributes) {
    EntityBody body =
        EntityBody.newBuilder()
            .setTab(
                Tab.newBuilder()
                    .setTitle(title)
                    .setUpdatedAtMs(updatedAt)
                    .setLayout(Layout.newBuilder().setPaneId("p"))
                    .putAllAttributes(attributes))
            .build();
    EntityFields fields = EntityFields.split(body);
    assertThat(fields.toBody()).isEqualTo(body);
    assertThat(fields.fields()).hasSize(3 + attributes.size());
    assertThat(fields.encode().size()).isEqualTo(fields.encodedBytes());
  }

  @Test
  void patch_replacesWholeFieldsAndRemovesClearedOnes() {
    EntityFields before =
        EntityFields.split(
            EntityBody.newBuilder()
                .setTerminal(
                    Terminal.newBuilder()
                        .setTitle("old")
                        .addCommand("vim")
                        .addCommand("file")
                        .putAttributes("a", "1")
                        .putAttributes("b", "2"))
                .build());
    EntityFields patch =
        EntityFields.split(
            EntityBody.newBuilder()
                .setTerminal(Terminal.newBuilder().addCommand("less").putAttributes("b", "3"))
                .build());
    Terminal after =
        before
            .patch(patch, List.of(FieldKey.of(1), FieldKey.attribute("a")))
            .toBody()
            .getTerminal();
    assertThat(after.hasTitle()).isFalse();
    assertThat(after.getCommandList()).containsExactly("less");
    assertThat(after.getAttributesMap()).containsExactly(Map.entry("b", "3"));
  }

  @Test
  void unknownFieldsAndKinds_areKept() throws Exception {
    UnknownFieldSet fromTheFuture =
        UnknownFieldSet.newBuilder()
            .addField(
                90,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("x"))
                    .build())
            .build();
    EntityBody body =
        EntityBody.newBuilder()
            .setTab(Tab.newBuilder().setTitle("t").setUnknownFields(fromTheFuture))
            .build();
    EntityFields fields = EntityFields.split(body);
    assertThat(fields.fields()).containsKey(FieldKey.of(90));
    assertThat(fields.toBody()).isEqualTo(body);

    EntityBody kind42 = EntityBody.parseFrom(new byte[] {(byte) 0xD2, 0x02, 0x03, 0x0A, 0x01, 'x'});
    assertThat(EntityFields.split(kind42).kind()).isEqualTo(42);
    assertThat(EntityFields.split(kind42).toBody()).isEqualTo(kind42);
  }

  @Test
  void bodyWithoutOrWithTwoKinds_isMalformed() throws Exception {
    assertThatThrownBy(() -> EntityFields.split(EntityBody.getDefaultInstance()))
        .isInstanceOf(ProtocolViolation.class);
    EntityBody two =
        EntityBody.parseFrom(new byte[] {(byte) 0xD2, 0x02, 0x00, (byte) 0xDA, 0x02, 0x00});
    assertThatThrownBy(() -> EntityFields.split(two)).isInstanceOf(ProtocolViolation.class);
  }
}
