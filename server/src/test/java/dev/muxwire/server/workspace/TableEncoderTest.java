package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.PaneKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.EntityFields;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TableEncoderTest {
  private final WorkspaceState state = new WorkspaceState(WorkspaceState.Remembered.atMost(1_000));

  private void create(String id, EntityBody.Builder body) {
    state.apply(Change.whole(id, state.revision() + 1, EntityFields.split(body.build())));
  }

  private StatePart snapshot(Filter filter) throws Exception {
    StateScanPart part =
        Scan.next(state, new Scan.Position(0, 0), filter, new StateReader.Form(1 << 20, true));
    return ServerFrame.parseFrom(part.body().bytes()).getStatePart();
  }

  private void createTabAndPane() {
    Layout layout = Layout.newBuilder().setPaneId("pane-ä").build();
    create(
        "tab",
        EntityBody.newBuilder()
            .setTab(Tab.newBuilder().setTitle("title").setLayout(layout).setCreatedAtMs(5)));
    create(
        "pane-ä",
        EntityBody.newBuilder()
            .setPane(
                Pane.newBuilder()
                    .setTabId("tab")
                    .setTitle("title")
                    .setPaneKind(PaneKind.PANE_KIND_EDITOR)
                    .putAttributes("key", "value")));
    create("tab-2", EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("other")));
  }

  @Test
  void entities_standByKind_withTheirFieldsInLayers() throws Exception {
    createTabAndPane();
    StatePart part = snapshot(Filter.ALL);
    assertThat(part.getChangesList()).isEmpty();
    assertThat(part.getConsistent()).isTrue();
    EntityTable table = part.getTable();
    assertThat(table.getIds().toStringUtf8()).isEqualTo("tabtab-2pane-ä");
    assertThat(table.getIdBytesList()).containsExactly(3, 5, 7);
    assertThat(table.getRevisionStepsList()).containsExactly(1L, 2L, -1L);
    EntityLists numbers = table.getLayers(0);
    assertThat(numbers.getTabsList())
        .containsExactly(Tab.newBuilder().setCreatedAtMs(5).build(), Tab.getDefaultInstance());
    EntityLists names = table.getLayers(1);
    assertThat(names.getTabs(0).getLayout().getPaneId()).isEqualTo("pane-ä");
    assertThat(names.getPanesList()).containsExactly(Pane.newBuilder().setTabId("tab").build());
    EntityLists texts = table.getLayers(2);
    assertThat(texts.getTabs(1)).isEqualTo(Tab.newBuilder().setTitle("other").build());
    assertThat(texts.getPanes(0))
        .isEqualTo(Pane.newBuilder().setTitle("title").putAttributes("key", "value").build());
  }

  @Test
  void entity_underAMask_hasItsFieldsAlone() throws Exception {
    createTabAndPane();
    Filter titles = new Filter(Set.of(1), Map.of(1, Set.of(Tab.TITLE_FIELD_NUMBER)), Set.of());
    EntityTable table = snapshot(titles).getTable();
    assertThat(table.getIdBytesCount()).isEqualTo(2);
    assertThat(table.getLayers(0).getTabs(0)).isEqualTo(Tab.getDefaultInstance());
    assertThat(table.getLayers(2).getTabs(0)).isEqualTo(Tab.newBuilder().setTitle("title").build());
  }

  @Test
  void entityOfALaterKind_comesForItself_andUnknownFieldsStay() throws Exception {
    UnknownFieldSet.Field text =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(Tab.newBuilder().setTitle("later").build().toByteString())
            .build();
    UnknownFieldSet unknown = UnknownFieldSet.newBuilder().addField(99, text).build();
    create("tab", EntityBody.newBuilder().setTab(Tab.newBuilder().setUnknownFields(unknown)));
    create("later", EntityBody.newBuilder().setUnknownFields(unknown));
    StatePart part = snapshot(Filter.ALL);
    assertThat(part.getChangesList()).hasSize(1);
    assertThat(part.getChanges(0).getBody().getUnknownFields()).isEqualTo(unknown);
    assertThat(part.getTable().getLayers(2).getTabs(0).getUnknownFields()).isEqualTo(unknown);
  }

  @Test
  void delta_hasNoTable() throws Exception {
    createTabAndPane();
    StateScanPart part =
        Scan.next(state, new Scan.Position(1, 1), Filter.ALL, new StateReader.Form(1 << 20, true));
    StatePart delta = ServerFrame.parseFrom(part.body().bytes()).getStatePart();
    assertThat(delta.hasTable()).isFalse();
    assertThat(delta.getChangesCount()).isEqualTo(2);
  }
}
