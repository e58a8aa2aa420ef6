package dev.muxwire.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge's own replica, by the six steps of docs/PROTOCOL.md. */
final class StateModelTest {
  private final StateModel model = new StateModel();

  @BeforeEach
  void begin() {
    model.apply(Subscribed.newBuilder().setEpoch(7).setReset(true).build());
  }

  private static EntityBody tab(Tab.Builder tab) {
    return EntityBody.newBuilder().setTab(tab).build();
  }

  private static EntityChange.Builder change(long revision, Tab.Builder tab) {
    return EntityChange.newBuilder().setId("tab").setRevision(revision).setBody(tab(tab));
  }

  private void part(long through, boolean consistent, EntityChange.Builder... changes) {
    StatePart.Builder part = StatePart.newBuilder().setThrough(through).setConsistent(consistent);
    for (EntityChange.Builder change : changes) {
      part.addChanges(change);
    }
    model.apply(part.build());
  }

  @Test
  void partWithoutConsistent_showsNothing() {
    part(1, false, change(1, Tab.newBuilder().setTitle("a")));
    assertThat(model.view()).isEmpty();
    part(2, true);
    assertThat(model.view()).containsOnlyKeys("tab");
    assertThat(model.cursor().getBase()).isEqualTo(2);
  }

  @Test
  void patch_setsClearsAndMergesAttributesByKey() {
    Tab.Builder before =
        Tab.newBuilder()
            .setTitle("a")
            .setDescription("d")
            .putAttributes("x", "1")
            .putAttributes("y", "2");
    part(1, true, change(1, before));
    Tab.Builder patch = Tab.newBuilder().setTitle("b").putAttributes("x", "9");
    part(
        2,
        true,
        change(2, patch)
            .setType(ChangeType.CHANGE_TYPE_PATCH)
            .addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER)
            .addClearedAttributes("y"));
    assertThat(model.view())
        .containsEntry("tab", tab(Tab.newBuilder().setTitle("b").putAttributes("x", "9")));
  }

  @Test
  void olderRevision_isPassedOver() {
    part(5, true, change(5, Tab.newBuilder().setTitle("new")));
    part(6, true, change(3, Tab.newBuilder().setTitle("old")));
    assertThat(model.view()).containsEntry("tab", tab(Tab.newBuilder().setTitle("new")));
  }

  @Test
  void removal_andReset_takeAway() {
    part(1, true, change(1, Tab.newBuilder()));
    part(
        2,
        true,
        EntityChange.newBuilder()
            .setId("tab")
            .setRevision(2)
            .setType(ChangeType.CHANGE_TYPE_REMOVED));
    assertThat(model.view()).isEmpty();
    part(3, true, change(3, Tab.newBuilder()));
    model.apply(Subscribed.newBuilder().setEpoch(8).setReset(true).build());
    assertThat(model.view()).containsKey("tab"); // shown until the new scan is consistent
    part(1, true);
    assertThat(model.view()).isEmpty();
  }

  @Test
  void patchOfNothing_isABreach() {
    assertThatThrownBy(
            () -> part(1, true, change(1, Tab.newBuilder()).setType(ChangeType.CHANGE_TYPE_PATCH)))
        .isInstanceOf(Breach.class);
  }
}
