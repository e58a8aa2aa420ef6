package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.View;
import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.FieldMask;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SessionRef;
import dev.muxwire.proto.v1.Split;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import java.util.List;

/** Snapshot and changes, applied as docs/PROTOCOL.md says. */
final class StateCases {
  private static final int RECORD_PAYLOAD = 2;
  private static final int TAB_TITLE = 1;
  private static final int TAB_DESCRIPTION = 5;

  private StateCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "state/snapshot/shown-when-consistent",
            "STATE-2 STATE-3",
            "shows nothing of a snapshot until it is consistent, and then all of it",
            StateCases::snapshot),
        must(
            "state/live/each-change",
            "STATE-2",
            "shows each consistent part as it comes",
            StateCases::live),
        must(
            "state/live/revision-alone",
            "STATE-2",
            "takes a part without changes for news of the revision",
            StateCases::revisionAlone),
        must("state/live/staged", "STATE-3", "shows no half of a delta", StateCases::staged),
        must(
            "state/patch/sets-fields",
            "ENTITY-2",
            "sets the fields of a PATCH and keeps the others",
            StateCases::patchSets),
        must(
            "state/patch/clears-fields",
            "ENTITY-5",
            "clears the fields that a PATCH says have no value",
            StateCases::patchClears),
        must(
            "state/patch/attributes",
            "ENTITY-2",
            "sets and clears attributes by key",
            StateCases::attributes),
        must(
            "state/patch/replaces-lists",
            "ENTITY-2",
            "replaces a repeated field and does not append to it",
            StateCases::replacesLists),
        must(
            "state/patch/replaces-messages",
            "ENTITY-2",
            "replaces a message field and does not merge it",
            StateCases::replacesMessages),
        must(
            "state/patch/keeps-unknown-fields",
            "ENTITY-4 STREAM-5",
            "keeps fields of an entity that it does not know",
            StateCases::keepsUnknown),
        must(
            "state/removed/gone",
            "STATE-2",
            "drops what was removed, also what it never had",
            StateCases::removed),
        must(
            "state/repeated/changes-nothing",
            "STATE-1",
            "applies a change that comes again once",
            StateCases::repeated),
        must(
            "state/repeated/higher-revision-wins",
            "STATE-1",
            "ignores a change that a newer one has overtaken",
            StateCases::overtaken),
        must(
            "state/filter/asked-for",
            "CURSOR-1",
            "asks for the kinds, fields and presence that the application wants",
            StateCases::filter),
        must(
            "state/focus/first-and-again",
            "STATE-3",
            "shows focus entities ahead, marked, and takes them again in order",
            StateCases::focus),
        must(
            "state/presence/ids-come-again",
            "STATE-2",
            "takes an id of presence that comes again",
            StateCases::presence));
  }

  /** A subscription of which the peer has told the beginning. */
  private record Opened(Subscription subscription, PeerConnection peer, int stream) {
    void part(long through, boolean consistent, EntityChange... changes) {
      peer.send(Frames.part(stream, through, consistent, changes));
    }
  }

  private static Opened open(ClientScene scene, Capability... more) {
    scene.need(Capability.CAPABILITY_STATE);
    scene.need(more);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session.peer().send(Frames.subscribedAnew(stream));
    return new Opened(subscription, session.peer(), stream);
  }

  private static void snapshot(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, false, Frames.whole("a", 1, "a"), Frames.whole("b", 3, "b"));
    opened.peer().barrier();
    opened.subscription().expectStill(0);
    opened.part(5, true, Frames.whole("c", 5, "c"));
    opened
        .subscription()
        .expectView(
            5, Frames.whole("a", 1, "a"), Frames.whole("b", 3, "b"), Frames.whole("c", 5, "c"));
  }

  private static void live(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(1, true, Frames.whole("a", 1, "a"));
    opened.subscription().expectView(1, Frames.whole("a", 1, "a"));
    opened.part(2, true, Frames.whole("b", 2, "b"));
    opened.subscription().expectView(2, Frames.whole("a", 1, "a"), Frames.whole("b", 2, "b"));
    opened.part(3, true, Frames.removed("a", 3));
    opened.subscription().expectView(3, Frames.whole("b", 2, "b"));
  }

  private static void revisionAlone(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(1, true, Frames.whole("a", 1, "a"));
    opened.part(9, true);
    opened.subscription().expectView(9, Frames.whole("a", 1, "a"));
  }

  private static void staged(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(1, true, Frames.whole("a", 1, "a"), Frames.whole("b", 1, "b"));
    opened.subscription().expectView(1, Frames.whole("a", 1, "a"), Frames.whole("b", 1, "b"));
    opened.part(2, false, Frames.patch("a", 2, Frames.record("new")).build());
    opened.part(3, false, Frames.removed("b", 3));
    opened.peer().barrier();
    opened.subscription().expectStill(1, Frames.whole("a", 1, "a"), Frames.whole("b", 1, "b"));
    opened.part(4, true, Frames.whole("c", 4, "c"));
    opened.subscription().expectView(4, Frames.whole("a", 2, "new"), Frames.whole("c", 4, "c"));
    for (View view : opened.subscription().takeViews()) {
      if (view.getRevision() != 1 && view.getRevision() != 4) {
        throw Breach.of("STATE-3", "a view of revision " + view.getRevision() + " was shown");
      }
    }
  }

  private static EntityBody tab(Tab.Builder tab) {
    return EntityBody.newBuilder().setTab(tab).build();
  }

  private static EntityBody record(Record.Builder record) {
    return EntityBody.newBuilder().setRecord(record).build();
  }

  private static void patchSets(ClientScene scene) {
    Opened opened = open(scene);
    Tab.Builder before = Tab.newBuilder().setTitle("old").setStatus("kept").setTitleSetByUser(true);
    opened.part(1, true, Frames.whole("t", 1, tab(before)));
    // An absent field is unchanged; a false one is a value.
    opened.part(
        2,
        true,
        Frames.patch("t", 2, tab(Tab.newBuilder().setTitle("new").setTitleSetByUser(false)))
            .build());
    opened
        .subscription()
        .expectView(
            2,
            Frames.whole(
                "t",
                2,
                tab(Tab.newBuilder().setTitle("new").setStatus("kept").setTitleSetByUser(false))));
  }

  private static void patchClears(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(
        1,
        true,
        Frames.whole("t", 1, tab(Tab.newBuilder().setTitle("x").setDescription("y").setMode("z"))));
    opened.part(
        2,
        true,
        Frames.patch("t", 2, tab(Tab.newBuilder().setMode("new")))
            .addClearedFields(TAB_TITLE)
            .addClearedFields(TAB_DESCRIPTION)
            .build());
    opened.subscription().expectView(2, Frames.whole("t", 2, tab(Tab.newBuilder().setMode("new"))));
  }

  private static void attributes(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(
        1,
        true,
        Frames.whole(
            "r",
            1,
            record(
                Record.newBuilder()
                    .putAttributes("kept", "1")
                    .putAttributes("changed", "1")
                    .putAttributes("cleared", "1"))));
    opened.part(
        2,
        true,
        Frames.patch(
                "r",
                2,
                record(
                    Record.newBuilder().putAttributes("changed", "2").putAttributes("added", "2")))
            .addClearedAttributes("cleared")
            .build());
    opened
        .subscription()
        .expectView(
            2,
            Frames.whole(
                "r",
                2,
                record(
                    Record.newBuilder()
                        .putAttributes("kept", "1")
                        .putAttributes("changed", "2")
                        .putAttributes("added", "2"))));
  }

  private static void replacesLists(ClientScene scene) {
    Opened opened = open(scene);
    EntityBody before =
        EntityBody.newBuilder()
            .setTerminal(Terminal.newBuilder().setTitle("t").addCommand("ls").addCommand("-l"))
            .build();
    EntityBody changed =
        EntityBody.newBuilder().setTerminal(Terminal.newBuilder().addCommand("top")).build();
    EntityBody after =
        EntityBody.newBuilder()
            .setTerminal(Terminal.newBuilder().setTitle("t").addCommand("top"))
            .build();
    opened.part(1, true, Frames.whole("t", 1, before));
    opened.part(2, true, Frames.patch("t", 2, changed).build());
    opened.subscription().expectView(2, Frames.whole("t", 2, after));
  }

  private static Layout leaves(String... panes) {
    Split.Builder split = Split.newBuilder();
    for (String pane : panes) {
      split.addChildren(Layout.newBuilder().setPaneId(pane));
    }
    return Layout.newBuilder().setSplit(split).build();
  }

  private static void replacesMessages(ClientScene scene) {
    Opened opened = open(scene);
    SessionRef whole = SessionRef.newBuilder().setProvider("p").setSessionId("s").build();
    SessionRef part = SessionRef.newBuilder().setSessionId("other").build();
    opened.part(
        1,
        true,
        Frames.whole(
            "t", 1, tab(Tab.newBuilder().setLayout(leaves("a", "b")).setSessionRef(whole))));
    opened.part(
        2,
        true,
        Frames.patch("t", 2, tab(Tab.newBuilder().setLayout(leaves("c")).setSessionRef(part)))
            .build());
    opened
        .subscription()
        .expectView(
            2,
            Frames.whole("t", 2, tab(Tab.newBuilder().setLayout(leaves("c")).setSessionRef(part))));
  }

  private static void keepsUnknown(ClientScene scene) {
    Opened opened = open(scene);
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                14,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("of a later version"))
                    .build())
            .build();
    opened.part(
        1,
        true,
        Frames.whole("r", 1, record(Record.newBuilder().setType("a").setUnknownFields(unknown))));
    opened.part(2, true, Frames.patch("r", 2, Frames.record("b")).build());
    opened
        .subscription()
        .expectView(
            2,
            Frames.whole(
                "r", 2, record(Record.newBuilder().setType("b").setUnknownFields(unknown))));
  }

  private static void removed(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(2, true, Frames.whole("a", 1, "a"), Frames.whole("b", 2, "b"));
    opened.part(4, true, Frames.removed("a", 3), Frames.removed("never-had", 4));
    opened.subscription().expectView(4, Frames.whole("b", 2, "b"));
  }

  private static void repeated(ClientScene scene) {
    Opened opened = open(scene);
    EntityBody text = record(Record.newBuilder().setType("a").setPayload(Frames.pattern(0, 9)));
    opened.part(1, true, Frames.whole("a", 1, text));
    EntityChange patch =
        Frames.patch("a", 2, Frames.record("b")).addClearedFields(RECORD_PAYLOAD).build();
    opened.part(3, false, patch, Frames.removed("gone", 3));
    opened.part(3, false, patch, Frames.removed("gone", 3));
    opened.part(3, true, patch);
    opened.subscription().expectView(3, Frames.whole("a", 2, "b"));
  }

  private static void overtaken(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(5, true, Frames.whole("a", 5, "new"));
    opened.part(6, false, Frames.whole("a", 4, "old"), Frames.whole("b", 6, "b"));
    opened.part(7, true, Frames.whole("b", 5, "old"));
    opened.subscription().expectView(7, Frames.whole("a", 5, "new"), Frames.whole("b", 6, "b"));
  }

  private static void filter(ClientScene scene) {
    scene.need(
        Capability.CAPABILITY_STATE, Capability.CAPABILITY_FILTERS, Capability.CAPABILITY_PRESENCE);
    ClientScene.Session session = scene.session();
    FieldMask mask =
        FieldMask.newBuilder().setKind(EntityKind.ENTITY_KIND_TAB).addFields(TAB_TITLE).build();
    session
        .client()
        .subscribe(
            subscribe ->
                subscribe
                    .addKinds(EntityKind.ENTITY_KIND_TAB)
                    .addKinds(EntityKind.ENTITY_KIND_PANE)
                    .addMasks(mask));
    Subscribe asked = session.peer().expect(BodyCase.SUBSCRIBE).getSubscribe();
    if (!asked.getWorkspace().equals("main")
        || asked.getPresence()
        || asked.getKindsCount() != 2
        || !asked.getKindsList().contains(EntityKind.ENTITY_KIND_PANE)
        || !asked.getMasksList().equals(List.of(mask))) {
      throw Breach.of("CURSOR-1", "it asks for another filter");
    }
    session.client().subscribe(subscribe -> subscribe.setPresence(true));
    if (!session.peer().expect(BodyCase.SUBSCRIBE).getSubscribe().getPresence()) {
      throw Breach.of("CURSOR-1", "it does not ask for presence");
    }
  }

  private static void focus(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE, Capability.CAPABILITY_FOCUS);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe(subscribe -> subscribe.addFocusIds("b"));
    var subscribe = session.peer().expect(BodyCase.SUBSCRIBE);
    if (!subscribe.getSubscribe().getFocusIdsList().equals(List.of("b"))) {
      throw Breach.of("STATE-3", "it does not ask for its focus");
    }
    // The application listens before anything is told.
    subscription.dump();
    session.peer().barrier();
    int stream = subscribe.getStreamId();
    ServerFrame ahead = Frames.part(stream, 0, false, Frames.whole("b", 2, "b"));
    session
        .peer()
        .send(
            Frames.subscribedAnew(stream),
            ahead.toBuilder()
                .setStatePart(ahead.getStatePart().toBuilder().setFocus(true))
                .build());
    DriverEvent told = subscription.told().await("Focus", DriverEvent::hasFocus);
    if (!told.getFocus().getEntities(0).getId().equals("b")) {
      throw Breach.of("STATE-3", "another entity is shown ahead");
    }
    subscription.expectStill(0);
    session
        .peer()
        .send(
            Frames.part(stream, 2, false, Frames.whole("a", 1, "a"), Frames.whole("b", 2, "b")),
            Frames.part(stream, 3, true, Frames.removed("c", 3)));
    subscription.expectView(3, Frames.whole("a", 1, "a"), Frames.whole("b", 2, "b"));
  }

  private static void presence(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE, Capability.CAPABILITY_PRESENCE);
    ClientScene.Session session = scene.session();
    Subscription subscription =
        session.client().subscribe(subscribe -> subscribe.setPresence(true));
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    EntityBody there =
        EntityBody.newBuilder()
            .setAttachment(Attachment.newBuilder().setTerminalId("t").setClientId("c"))
            .build();
    session
        .peer()
        .send(
            Frames.subscribedAnew(stream),
            Frames.part(stream, 1, true, Frames.whole("v", 1, there)),
            Frames.part(stream, 2, true, Frames.removed("v", 2)),
            Frames.part(stream, 3, true, Frames.whole("v", 3, there)));
    subscription.expectView(3, Frames.whole("v", 3, there));
  }
}
