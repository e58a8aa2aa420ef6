package dev.muxwire.client.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Tab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldTreesTest {
  private static final Map<String, Object> TAB =
      Map.of(
          "title",
          "Build",
          "title_set_by_user",
          false,
          "created_at_ms",
          1_700_000_000_000L,
          "session_ref",
          Map.of("provider", "p", "session_id", "s"),
          "attributes",
          Map.of("colour", "red"),
          "layout",
          Map.of(
              "split",
              Map.of(
                  "direction",
                  "ROW",
                  "children",
                  List.of(Map.of("pane_id", "a"), Map.of("pane_id", "b")),
                  "weights",
                  List.of(1.0, 2.5))));

  @Test
  void treeThereAndBack_isTheSame() {
    EntityBody body = FieldTrees.encode(EntityKind.TAB, TAB);

    assertThat(FieldTrees.decode(body.toByteArray())).isEqualTo(TAB);
  }

  @Test
  void bytes_areTakenAsBytesOrBase64_andReadAsBytes() {
    EntityBody plain =
        FieldTrees.encode(EntityKind.RECORD, Map.of("payload", new byte[] {1, 2, 3}));
    EntityBody text = FieldTrees.encode(EntityKind.RECORD, Map.of("payload", "AQID"));

    assertThat(text).isEqualTo(plain);
    assertThat((byte[]) FieldTrees.decode(plain.toByteArray()).get("payload"))
        .containsExactly(1, 2, 3);
  }

  @Test
  void falseAndZero_areValues_absenceIsNot() {
    Map<String, Object> tree =
        FieldTrees.decode(
            FieldTrees.encode(EntityKind.SESSION, Map.of("busy", false, "message_count", 0))
                .toByteArray());

    assertThat(tree).containsEntry("busy", false).containsEntry("message_count", 0L).hasSize(2);
  }

  @Test
  void wrongNamesAndTypes_areNamed() {
    assertThatThrownBy(() -> FieldTrees.encode(EntityKind.TAB, Map.of("colour", "red")))
        .isInstanceOf(MuxwireException.class)
        .hasMessageContaining("tab has no field colour");
    assertThatThrownBy(() -> FieldTrees.encode(EntityKind.TAB, Map.of("title", 3)))
        .hasMessageContaining("tab.title");
    assertThatThrownBy(() -> FieldTrees.encode(EntityKind.PANE, Map.of("pane_kind", "CAR")))
        .hasMessageContaining("pane.pane_kind has no value CAR");
    assertThatThrownBy(() -> FieldTrees.encode(EntityKind.UNKNOWN, Map.of()))
        .isInstanceOf(MuxwireException.class);
  }

  @Test
  void unknownFields_surviveAPatch() throws InvalidProtocolBufferException {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                900,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("future"))
                    .build())
            .build();
    EntityChange whole =
        EntityChange.newBuilder()
            .setId("t")
            .setRevision(1)
            .setBody(
                EntityBody.newBuilder()
                    .setTab(Tab.newBuilder().setTitle("old").setUnknownFields(unknown)))
            .build();
    EntityChange patch =
        EntityChange.newBuilder()
            .setId("t")
            .setRevision(2)
            .setType(ChangeType.CHANGE_TYPE_PATCH)
            .setBody(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("new")))
            .build();

    Entity patched = Entities.patched(Entities.whole(whole), patch);

    assertThat(patched.text("title")).contains("new");
    assertThat(EntityBody.parseFrom(patched.encodedBody()).getTab().getUnknownFields())
        .isEqualTo(unknown);
  }

  @Test
  void clearingTheAttributes_clearsEveryKeyOfBefore() {
    EntityChange whole =
        EntityChange.newBuilder()
            .setId("t")
            .setRevision(1)
            .setBody(FieldTrees.encode(EntityKind.TAB, TAB))
            .build();
    EntityChange patch =
        EntityChange.newBuilder()
            .setId("t")
            .setRevision(2)
            .setType(ChangeType.CHANGE_TYPE_PATCH)
            .setBody(EntityBody.newBuilder().setTab(Tab.newBuilder().putAttributes("size", "big")))
            .addClearedFields(15)
            .build();

    Entity patched = Entities.patched(Entities.whole(whole), patch);

    assertThat(patched.tree("attributes")).contains(Map.of("size", "big"));
    assertThat(patched.attribute("size")).contains("big");
  }
}
