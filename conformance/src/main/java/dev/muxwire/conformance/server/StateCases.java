package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.create;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.patch;
import static dev.muxwire.conformance.server.Frames.record;
import static dev.muxwire.conformance.server.Frames.remove;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.tab;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Script;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FieldMask;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** State streams: snapshots, changes, resuming anywhere, resets, filters. */
final class StateCases {
  private static final int ENTITIES = 60;
  private static final int PAYLOAD_BYTES = 1_500;
  private static final int SMALL_PACKET_BYTES = 4 << 10;
  private static final int FOCUS_IDS = 256;

  private StateCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(snapshots());
    all.addAll(changes());
    all.addAll(resuming());
    all.addAll(resets());
    all.addAll(filters());
    return all;
  }

  // ---- snapshots

  private static List<ConformanceCase<ServerScene>> snapshots() {
    return List.of(
        must(
            "state/snapshot/empty",
            "STATE-2",
            "an empty workspace is consistent at once, with nothing in it",
            scene -> {
              Workspace workspace = scene.workspace();
              Replica replica = replica(workspace);
              require(replica.subscribed().getReset(), "without a cursor a scan begins anew");
              require(replica.at(0).isEmpty(), "an empty workspace has entities");
            }),
        must(
            "state/snapshot/small",
            "STATE-2 ENTITY-5",
            "a snapshot that fits a packet equals what Get reads",
            scene -> {
              Workspace workspace = scene.workspace();
              long revision =
                  workspace.apply(
                      create("tab", tab("one")),
                      create("pane", Frames.pane("tab")),
                      create("note", record(Record.newBuilder().setType("note"))));
              equalsGet(workspace, replica(workspace).at(revision), "tab", "pane", "note");
            }),
        must(
            "state/snapshot/large",
            "STATE-1 STATE-2 PACKET-2",
            "a snapshot of many packets equals what Get reads",
            scene -> {
              Workspace workspace = scene.workspace();
              fill(workspace, ENTITIES);
              Replica replica = replica(workspace, smallPackets(scene));
              equalsGet(workspace, replica.at(workspace.read().getRevision()), ids(ENTITIES));
            }),
        must(
            "state/snapshot/focus-first",
            "STATE-3",
            "focus entities come first, marked, and again in their order",
            StateCases::focus),
        limit("focus-ids-at-limit", "256 focus ids are taken", 0),
        limit("focus-ids-over-limit", "257 focus ids are LIMIT_EXCEEDED", 1));
  }

  private static ConformanceCase<ServerScene> limit(String name, String title, int over) {
    return must(
        "state/limit/" + name,
        "PROTOCOL#limits",
        title,
        scene -> {
          Workspace workspace = scene.workspace();
          Subscribe.Builder subscribe = subscribe(workspace.name());
          for (int i = 0; i < FOCUS_IDS + over; i++) {
            subscribe.addFocusIds("id-" + i);
          }
          Peer peer = workspace.peer();
          peer.send(Frames.stream(1).setSubscribe(subscribe));
          if (over == 0) {
            peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
          } else {
            peer.refused(1, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
          }
        });
  }

  private static void focus(ServerScene scene) {
    Workspace workspace = scene.workspace();
    fill(workspace, ENTITIES);
    Peer peer = smallPackets(scene);
    String wanted = "record-" + (ENTITIES - 1);
    Replica replica = Replica.subscribe(peer, subscribe(workspace.name()).addFocusIds(wanted));
    StatePart first = replica.next();
    require(first.getFocus(), "the first part is not the one of focus_ids");
    same(wanted, first.getChanges(0).getId(), "the entity that comes first");
    boolean again = false;
    StatePart part = first;
    while (!part.getConsistent()) {
      part = replica.next();
      again |= !part.getFocus() && has(part, wanted);
    }
    require(again, "a focus entity did not come again in its order");
    equalsGet(workspace, replica.model().view(), ids(ENTITIES));
  }

  // ---- changes

  private static List<ConformanceCase<ServerScene>> changes() {
    return List.of(
        must(
            "state/change/create",
            "STATE-1 STATE-2",
            "a created entity comes whole, with its revision",
            scene -> {
              Workspace workspace = scene.workspace();
              Replica replica = replica(workspace);
              replica.at(0);
              long revision = workspace.apply(create("tab", tab("new")));
              EntityChange change = awaitChange(replica, "tab");
              same(ChangeType.CHANGE_TYPE_UNSPECIFIED, change.getType(), "the change's type");
              same(revision, change.getRevision(), "its revision");
            }),
        change(
            "patch-field",
            "ENTITY-2",
            "of a changed field only that field comes",
            patch("tab", tab("other")),
            change -> {
              same(ChangeType.CHANGE_TYPE_PATCH, change.getType(), "the change's type");
              Tab changed = change.getBody().getTab();
              same("other", changed.getTitle(), "the title");
              require(!changed.hasDescription(), "a field that did not change came");
              require(changed.getAttributesCount() == 0, "attributes that did not change came");
            }),
        change(
            "patch-attribute",
            "ENTITY-2",
            "of a changed attribute only that key comes",
            patch(
                "tab",
                EntityBody.newBuilder()
                    .setTab(Tab.newBuilder().putAttributes("color", "blue"))
                    .build()),
            change -> {
              same(
                  Map.of("color", "blue"),
                  change.getBody().getTab().getAttributesMap(),
                  "the attributes of the patch");
              require(!change.getBody().getTab().hasTitle(), "a field that did not change came");
            }),
        change(
            "clear-field",
            "ENTITY-5 ENTITY-2",
            "a cleared field comes as cleared",
            clear(patch -> patch.addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER)),
            change ->
                require(
                    change.getClearedFieldsList().contains(Tab.DESCRIPTION_FIELD_NUMBER),
                    "the cleared field was not told")),
        change(
            "clear-attribute",
            "ENTITY-5 ENTITY-2",
            "a cleared attribute comes as cleared",
            clear(patch -> patch.addClearedAttributes("color")),
            change ->
                require(
                    change.getClearedAttributesList().contains("color"),
                    "the cleared attribute was not told")),
        change(
            "remove",
            "STATE-2",
            "a removed entity comes as REMOVED",
            remove("tab"),
            change -> same(ChangeType.CHANGE_TYPE_REMOVED, change.getType(), "the change's type")),
        must(
            "state/change/batch-is-whole",
            "STATE-2 STATE-3",
            "no consistent part shows a part of a batch",
            StateCases::batchIsWhole),
        must(
            "state/change/conflated",
            "STATE-2",
            "who reads late gets each changed entity with its current values",
            scene -> {
              Workspace workspace = scene.workspace();
              long revision = 0;
              workspace.apply(create("tab", tab("0")));
              Replica replica = replica(workspace);
              replica.at(1);
              for (int i = 1; i <= 50; i++) {
                revision = workspace.apply(patch("tab", tab(String.valueOf(i))));
              }
              replica.at(revision);
              equalsGet(workspace, replica.model().view(), "tab");
            }));
  }

  private static Operation clear(UnaryOperator<PatchEntity.Builder> what) {
    PatchEntity.Builder patch =
        PatchEntity.newBuilder()
            .setId("tab")
            .setBody(EntityBody.newBuilder().setTab(Tab.getDefaultInstance()));
    return Operation.newBuilder().setPatch(what.apply(patch)).build();
  }

  private static ConformanceCase<ServerScene> change(
      String name,
      String requirements,
      String title,
      Operation operation,
      Script<EntityChange> judge) {
    return must(
        "state/change/" + name,
        requirements,
        title,
        scene -> {
          Workspace workspace = scene.workspace();
          Tab.Builder full =
              Tab.newBuilder()
                  .setTitle("title")
                  .setDescription("text")
                  .putAttributes("color", "red")
                  .putAttributes("shape", "round");
          workspace.apply(create("tab", EntityBody.newBuilder().setTab(full).build()));
          Replica replica = replica(workspace);
          replica.at(1);
          long revision = workspace.apply(operation);
          judge.play(awaitChange(replica, "tab"));
          replica.until(() -> replica.model().through() >= revision, revision);
          same(
              StateModel.bodies(workspace.read("tab")),
              replica.model().view(),
              "the state after the change");
        });
  }

  private static EntityChange awaitChange(Replica replica, String id) {
    while (true) {
      StatePart part = replica.next();
      for (EntityChange change : part.getChangesList()) {
        if (change.getId().equals(id)) {
          return change;
        }
      }
    }
  }

  private static void batchIsWhole(ServerScene scene) {
    Workspace workspace = scene.workspace();
    fill(workspace, ENTITIES);
    Replica replica = replica(workspace, smallPackets(scene));
    replica.at(workspace.read().getRevision());
    for (int round = 1; round <= 5; round++) {
      Operation[] all = new Operation[ENTITIES];
      for (int i = 0; i < ENTITIES; i++) {
        all[i] =
            patch(
                "record-" + i,
                record(
                    Record.newBuilder()
                        .setType("round-" + round)
                        .setPayload(Texts.noise(PAYLOAD_BYTES))));
      }
      long revision = workspace.apply(all);
      while (replica.model().through() < revision) {
        if (replica.next().getConsistent()) {
          requireOneRound(replica.model().view());
        }
      }
    }
  }

  private static void requireOneRound(Map<String, EntityBody> view) {
    long rounds = view.values().stream().map(b -> b.getRecord().getType()).distinct().count();
    require(rounds == 1, "a consistent part shows " + rounds + " batches mixed");
  }

  // ---- resuming

  private static List<ConformanceCase<ServerScene>> resuming() {
    return List.of(
        must(
            "state/resume/every-part",
            "STATE-1 STATE-2 CURSOR-1",
            "a snapshot that is cut after any part goes on there, and is complete",
            StateCases::everyPart),
        must(
            "state/resume/changes-between",
            "STATE-2",
            "what changes while a snapshot is cut is right in the end",
            StateCases::changesBetween),
        must(
            "state/resume/consistent",
            "STATE-2 ENTITY-2",
            "who resumes from a consistent state gets only what changed since",
            scene -> {
              Workspace workspace = scene.workspace();
              fill(workspace, 20);
              Replica first = replica(workspace);
              first.at(workspace.read().getRevision());
              long revision = workspace.apply(patch("record-3", record("changed", 1)));
              Replica second = resume(scene, workspace, first.model());
              require(!second.subscribed().getReset(), "a good cursor was reset");
              StatePart part = second.next();
              same(1, part.getChangesCount(), "the changes since");
              same("record-3", part.getChanges(0).getId(), "what changed");
              second.until(() -> second.model().through() >= revision, revision);
              equalsGet(workspace, second.model().view(), ids(20));
            }),
        must(
            "state/resume/removed",
            "STATE-2",
            "who resumes hears of what was removed meanwhile",
            scene -> {
              Workspace workspace = scene.workspace();
              fill(workspace, 5);
              Replica first = replica(workspace);
              first.at(workspace.read().getRevision());
              long revision = workspace.apply(remove("record-2"));
              Replica second = resume(scene, workspace, first.model());
              require(
                  !second.at(revision).containsKey("record-2"), "a removed entity is still there");
            }),
        must(
            "state/resume/nothing-new",
            "STATE-2",
            "who resumes with nothing new gets nothing again, and then what changes",
            scene -> {
              Workspace workspace = scene.workspace();
              fill(workspace, 5);
              Replica first = replica(workspace);
              first.at(workspace.read().getRevision());
              Replica second = resume(scene, workspace, first.model());
              long revision = workspace.apply(patch("record-3", record("changed", 1)));
              StatePart part = second.next();
              while (part.getChangesCount() == 0) {
                part = second.next();
              }
              same(revision, part.getChanges(0).getRevision(), "the revision of what comes");
              same(1, part.getChangesCount(), "the changes since");
            }));
  }

  private static Replica resume(ServerScene scene, Workspace workspace, StateModel model) {
    return Replica.subscribe(
        scene.welcomed(), subscribe(workspace.name()).setCursor(model.cursor()), model);
  }

  private static void everyPart(ServerScene scene) {
    Workspace workspace = scene.workspace();
    fill(workspace, ENTITIES);
    StateModel model = new StateModel();
    int connections = 0;
    boolean consistent = false;
    while (!consistent && connections < ENTITIES) {
      Peer peer = smallPackets(scene);
      Subscribe.Builder subscribe = subscribe(workspace.name());
      if (connections > 0) {
        subscribe.setCursor(model.cursor());
      }
      Replica replica = Replica.subscribe(peer, subscribe, model);
      require(
          replica.subscribed().getReset() == (connections == 0),
          "connection " + connections + ": a good cursor was reset, or none was not");
      consistent = replica.next().getConsistent();
      peer.cut();
      connections++;
    }
    require(connections > 3, "the snapshot came in fewer parts than packets can hold");
    equalsGet(workspace, model.view(), ids(ENTITIES));
  }

  private static void changesBetween(ServerScene scene) {
    Workspace workspace = scene.workspace();
    fill(workspace, ENTITIES);
    Peer peer = smallPackets(scene);
    Replica first = Replica.subscribe(peer, subscribe(workspace.name()));
    first.next();
    first.next();
    peer.cut();
    workspace.apply(patch("record-0", record("first", 10)), remove("record-1"));
    long revision = workspace.apply(create("late", record("late", 10)), remove("record-50"));
    Replica second = resume(scene, workspace, first.model());
    String[] now = new String[ENTITIES + 1];
    System.arraycopy(ids(ENTITIES), 0, now, 0, ENTITIES);
    now[ENTITIES] = "late";
    equalsGet(workspace, second.at(revision), now);
  }

  // ---- resets

  private static List<ConformanceCase<ServerScene>> resets() {
    return List.of(
        reset("other-epoch", "a cursor of another epoch", cursor -> cursor.setEpoch(12_345)),
        reset(
            "other-filter",
            "a cursor of another filter",
            cursor -> cursor.setFilterHash(cursor.getFilterHash() + 1)),
        reset(
            "ahead",
            "a cursor ahead of the log",
            cursor -> cursor.setBase(1_000_000).setThrough(1_000_000)));
  }

  private static ConformanceCase<ServerScene> reset(
      String name, String what, UnaryOperator<StateCursor.Builder> wrong) {
    return must(
        "state/reset/" + name,
        "CURSOR-1",
        what + " gets a reset, and a snapshot",
        scene -> {
          Workspace workspace = scene.workspace();
          fill(workspace, 3);
          Replica first = replica(workspace);
          long revision = workspace.read().getRevision();
          first.at(revision);
          StateCursor cursor = wrong.apply(first.model().cursor().toBuilder()).build();
          Replica second =
              Replica.subscribe(scene.welcomed(), subscribe(workspace.name()).setCursor(cursor));
          require(second.subscribed().getReset(), "the cursor was not reset");
          equalsGet(workspace, second.at(revision), ids(3));
        });
  }

  // ---- filters

  private static List<ConformanceCase<ServerScene>> filters() {
    return List.of(
        must(
            "state/filter/kinds",
            "STATE-2",
            "with kinds only entities of these come",
            scene -> {
              Workspace workspace = scene.workspace();
              long revision =
                  workspace.apply(create("tab", tab("t")), create("note", record("note", 1)));
              Replica replica =
                  Replica.subscribe(
                      scene.welcomed(),
                      subscribe(workspace.name()).addKinds(EntityKind.ENTITY_KIND_RECORD));
              equalsGet(workspace, replica.at(revision), "note");
            }),
        must(
            "state/filter/mask",
            "STATE-2",
            "with a mask only its fields come",
            scene -> {
              Workspace workspace = scene.workspace();
              Tab.Builder full = Tab.newBuilder().setTitle("t").setDescription("text");
              long revision =
                  workspace.apply(create("tab", EntityBody.newBuilder().setTab(full).build()));
              FieldMask mask =
                  FieldMask.newBuilder()
                      .setKind(EntityKind.ENTITY_KIND_TAB)
                      .addFields(Tab.TITLE_FIELD_NUMBER)
                      .build();
              Replica replica =
                  Replica.subscribe(scene.welcomed(), subscribe(workspace.name()).addMasks(mask));
              same(Map.of("tab", tab("t")), replica.at(revision), "the state under the mask");
            }),
        must(
            "state/filter/revision-told",
            "STATE-2 PROTOCOL#state",
            "of a change that the filter leaves out the revision is told",
            scene -> {
              Workspace workspace = scene.workspace();
              Replica replica =
                  Replica.subscribe(
                      scene.welcomed(),
                      subscribe(workspace.name()).addKinds(EntityKind.ENTITY_KIND_RECORD));
              replica.at(0);
              long revision = workspace.apply(create("tab", tab("t")));
              require(replica.at(revision).isEmpty(), "an entity of another kind came");
            }),
        must(
            "state/presence",
            "STATE-2 PROTOCOL#state",
            "the presence stream tells who is attached to a terminal, and its host",
            scene -> {
              Workspace workspace = scene.workspace();
              HostedTerminal terminal = HostedTerminal.open(scene, workspace);
              Viewer.attach(workspace.peer(), Frames.attach(workspace.name(), terminal.id()));
              Replica replica =
                  Replica.subscribe(
                      scene.welcomed(), subscribe(workspace.name()).setPresence(true));
              replica.until(
                  () ->
                      replica.model().view().values().stream().anyMatch(EntityBody::hasAttachment)
                          && replica.model().view().containsKey("host:" + terminal.hostId()),
                  Long.MAX_VALUE);
            }));
  }

  // ---- helpers

  private static Replica replica(Workspace workspace) {
    return replica(workspace, workspace.peer());
  }

  private static Replica replica(Workspace workspace, Peer peer) {
    return Replica.subscribe(peer, subscribe(workspace.name()));
  }

  /** A connection whose packets hold few entities. */
  private static Peer smallPackets(ServerScene scene) {
    Limits limits = Limits.newBuilder().setMaxPacketBytes(SMALL_PACKET_BYTES).build();
    return scene.welcomed(hello(scene.token()).setLimits(limits));
  }

  private static void fill(Workspace workspace, int entities) {
    Operation[] all = new Operation[entities];
    for (int i = 0; i < entities; i++) {
      all[i] =
          create(
              "record-" + i,
              record(
                  Record.newBuilder().setType("round-0").setPayload(Texts.noise(PAYLOAD_BYTES))));
    }
    workspace.apply(all);
  }

  private static String[] ids(int entities) {
    String[] ids = new String[entities];
    for (int i = 0; i < entities; i++) {
      ids[i] = "record-" + i;
    }
    return ids;
  }

  private static boolean has(StatePart part, String id) {
    return part.getChangesList().stream().anyMatch(change -> change.getId().equals(id));
  }

  private static void equalsGet(Workspace workspace, Map<String, EntityBody> view, String... ids) {
    same(StateModel.bodies(workspace.read(ids)), view, "the state");
  }
}
