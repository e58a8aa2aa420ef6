package dev.muxwire.client.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final UnknownFieldSet LATER =
      UnknownFieldSet.newBuilder()
          .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .build();

  private static EntityTable.Builder table() {
    return EntityTable.newBuilder()
        .setIds(ByteString.copyFromUtf8("täbt2p1"))
        .addAllIdBytes(List.of(4, 2, 2))
        .addAllRevisionSteps(List.of(7L, 2L, -1L))
        .addLayers(
            EntityLists.newBuilder()
                .addTabs(Tab.newBuilder().setCreatedAtMs(5).setUnknownFields(LATER))
                .addTabs(Tab.getDefaultInstance())
                .addPanes(Pane.getDefaultInstance()))
        .addLayers(
            EntityLists.newBuilder()
                .addTabs(Tab.newBuilder().setTitle("one").putAttributes("a", "b"))
                .addTabs(Tab.newBuilder().setTitle("two"))
                .addPanes(Pane.newBuilder().setTabId("t2")));
  }

  private static List<EntityChange> changes(EntityTable.Builder table) {
    return Tables.changes(StatePart.newBuilder().setTable(table).build());
  }

  private static EntityChange whole(String id, long revision, EntityBody.Builder body) {
    return EntityChange.newBuilder().setId(id).setRevision(revision).setBody(body).build();
  }

  @Test
  void table_isTheEntitiesThatItHolds_andKeepsUnknownFields() {
    Tab tab =
        Tab.newBuilder()
            .setTitle("one")
            .setCreatedAtMs(5)
            .putAttributes("a", "b")
            .setUnknownFields(LATER)
            .build();
    assertThat(changes(table()))
        .containsExactly(
            whole("täb", 7, EntityBody.newBuilder().setTab(tab)),
            whole("t2", 9, EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("two"))),
            whole("p1", 8, EntityBody.newBuilder().setPane(Pane.newBuilder().setTabId("t2"))));
  }

  @Test
  void changesBesideATable_comeToo() {
    EntityChange removed = EntityChange.newBuilder().setId("gone").build();
    StatePart part = StatePart.newBuilder().addChanges(removed).setTable(table()).build();
    assertThat(Tables.changes(part)).hasSize(4).contains(removed);
  }

  @Test
  void kindThatIsNotKnown_comesLast_andIsLeftOut() {
    EntityTable.Builder table =
        table().addIdBytes(1).addRevisionSteps(1).setIds(ByteString.copyFromUtf8("täbt2p1x"));
    assertThat(changes(table)).hasSize(3);
  }

  @Test
  void columnsThatDiffer_areMalformed() {
    EntityLists tabAlone = EntityLists.newBuilder().addTabs(Tab.getDefaultInstance()).build();
    EntityLists otherKinds =
        EntityLists.newBuilder()
            .addTabs(Tab.getDefaultInstance())
            .addPanes(Pane.getDefaultInstance())
            .addPanes(Pane.getDefaultInstance())
            .build();
    for (EntityTable.Builder spoilt :
        List.of(
            table().clearIdBytes().addAllIdBytes(List.of(4, 2)),
            table().setIdBytes(2, 3),
            table().setIdBytes(2, -1),
            table().addRevisionSteps(1),
            table().addLayers(tabAlone),
            table().addLayers(otherKinds))) {
      assertThatThrownBy(() -> changes(spoilt)).isInstanceOf(ProtocolViolation.class);
    }
  }
}
