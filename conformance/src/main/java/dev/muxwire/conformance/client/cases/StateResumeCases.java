package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.View;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.StateCursor;
import java.util.ArrayList;
import java.util.List;

/** State over cuts, resets and violations. */
final class StateResumeCases {
  private static final long OTHER_EPOCH = 0xabcd_ef00_1122_3344L;

  private static final EntityChange A = Frames.whole("a", 1, "a");
  private static final EntityChange B = Frames.whole("b", 2, "b");
  private static final EntityChange C = Frames.whole("c", 3, "c");

  private StateResumeCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "state/resume/consistent",
            "CURSOR-1",
            "resumes from the revision of its view",
            StateResumeCases::consistent),
        should(
            "state/resume/mid-snapshot",
            "CURSOR-1",
            "resumes in the middle of a snapshot",
            scene -> midSnapshot(scene, true)),
        must(
            "state/resume/every-part",
            "CURSOR-1 STATE-2",
            "is right when it is cut after every part, wherever it resumes",
            StateResumeCases::everyPart),
        must(
            "state/resume/keeps-view",
            "STATE-3",
            "goes on showing its view while the connection is down and while it resumes",
            StateResumeCases::keepsView),
        must(
            "state/reset/other-epoch",
            "CURSOR-1 STATE-3",
            "shows a reset to another epoch as one difference, without an empty moment",
            StateResumeCases::otherEpoch),
        must(
            "state/reset/while-open",
            "CURSOR-1",
            "takes a reset in the middle of a stream",
            StateResumeCases::whileOpen),
        must(
            "state/reset/cut-within",
            "CURSOR-1 STATE-2",
            "is right when it is cut in the middle of a reset",
            StateResumeCases::cutWithinReset),
        must(
            "state/violation/patch-of-nothing",
            "STATE-2",
            "begins anew when a PATCH is for an entity that it does not have",
            StateResumeCases::patchOfNothing),
        must(
            "state/violation/other-cursor",
            "CURSOR-1",
            "begins anew when a stream continues elsewhere than it asked",
            StateResumeCases::otherCursor));
  }

  private record Opened(
      ClientScene scene, Subscription subscription, PeerConnection peer, int stream) {
    void part(long through, boolean consistent, EntityChange... changes) {
      peer.send(Frames.part(stream, through, consistent, changes));
    }
  }

  private static Opened open(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session.peer().send(Frames.subscribedAnew(stream));
    return new Opened(scene, subscription, session.peer(), stream);
  }

  private static StateCursor cursor(long base, long through) {
    return StateCursor.newBuilder()
        .setEpoch(Frames.STATE_EPOCH)
        .setBase(base)
        .setThrough(through)
        .setFilterHash(Frames.FILTER_HASH)
        .build();
  }

  private static void require(ClientFrame subscribe, StateCursor due) {
    StateCursor asked = subscribe.getSubscribe().getCursor();
    if (!asked.equals(due)) {
      throw Breach.of(
          "CURSOR-1",
          "it resumes at base "
              + asked.getBase()
              + ", through "
              + asked.getThrough()
              + (asked.getEpoch() == due.getEpoch() ? "" : " of another epoch")
              + (asked.getFilterHash() == due.getFilterHash() ? "" : " with another filter_hash")
              + "; due was base "
              + due.getBase()
              + ", through "
              + due.getThrough());
    }
  }

  private static void consistent(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.peer().cut();
    PeerConnection second = scene.welcomed();
    ClientFrame subscribe = second.expect(BodyCase.SUBSCRIBE);
    require(subscribe, cursor(3, 3));
    int stream = subscribe.getStreamId();
    second.send(
        Frames.subscribed(stream, Frames.STATE_EPOCH, false, 3, 3),
        Frames.part(
            stream,
            5,
            true,
            Frames.removed("a", 4),
            Frames.patch("b", 5, Frames.record("x")).build()));
    opened.subscription().expectView(5, Frames.whole("b", 5, "x"));
  }

  private static void midSnapshot(ClientScene scene, boolean exact) {
    Opened opened = open(scene);
    opened.part(2, false, A, B);
    opened.peer().barrier();
    opened.peer().cut();
    PeerConnection second = scene.welcomed();
    ClientFrame subscribe = second.expect(BodyCase.SUBSCRIBE);
    if (exact) {
      require(subscribe, cursor(0, 2));
    }
    int stream = subscribe.getStreamId();
    second.send(
        Frames.subscribed(stream, Frames.STATE_EPOCH, false, 0, 2),
        Frames.part(stream, 3, true, C));
    opened.subscription().expectView(3, A, B, C);
  }

  /** One change of the log that the peer serves. */
  private static List<EntityChange> log() {
    List<EntityChange> log = new ArrayList<>();
    for (int revision = 1; revision <= 6; revision++) {
      log.add(Frames.whole("entity-" + revision, revision, "type-" + revision));
    }
    return log;
  }

  private static void everyPart(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    List<EntityChange> log = log();
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription subscription = session.client().subscribe();
    for (int cut = 1; cut <= log.size(); cut++) {
      serve(peer, log.subList(0, cut), cut == log.size());
      if (cut < log.size()) {
        peer.barrier();
        peer.cut();
        peer = scene.welcomed();
      }
    }
    subscription.expectView(6, log.toArray(new EntityChange[0]));
  }

  /** Serves a stream from whatever cursor it was opened with, a part a change. */
  private static void serve(PeerConnection peer, List<EntityChange> log, boolean whole) {
    ClientFrame subscribe = peer.expect(BodyCase.SUBSCRIBE);
    int stream = subscribe.getStreamId();
    StateCursor asked = subscribe.getSubscribe().getCursor();
    boolean resumes =
        asked.getEpoch() == Frames.STATE_EPOCH && asked.getFilterHash() == Frames.FILTER_HASH;
    long through = resumes ? asked.getThrough() : 0;
    if (through > log.size()) {
      throw Breach.of("CURSOR-1", "it resumes at " + through + ", which it was never told");
    }
    peer.send(
        resumes
            ? Frames.subscribed(
                stream, Frames.STATE_EPOCH, false, asked.getBase(), asked.getThrough())
            : Frames.subscribedAnew(stream));
    for (EntityChange change : log) {
      if (change.getRevision() > through) {
        boolean last = whole && change.getRevision() == log.size();
        peer.send(Frames.part(stream, change.getRevision(), last, change));
      }
    }
  }

  private static void keepsView(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.peer().cut();
    PeerConnection second = scene.greeted();
    opened.subscription().expectStill(3, A, B);
    second.send(Frames.welcome(Frames.welcomeOf(second.expect(BodyCase.HELLO).getHello())));
    int stream = second.expect(BodyCase.SUBSCRIBE).getStreamId();
    second.send(
        Frames.subscribed(stream, Frames.STATE_EPOCH, false, 3, 3),
        Frames.part(stream, 4, false, Frames.whole("c", 4, "c")));
    second.barrier();
    opened.subscription().expectStill(3, A, B);
  }

  /** The view is never without "b", which is there before and after. */
  private static void requireNoEmptyMoment(Subscription subscription) {
    for (View view : subscription.takeViews()) {
      if (view.getEntitiesList().stream().noneMatch(entity -> entity.getId().equals("b"))) {
        throw Breach.of("STATE-3", "a view without what is there before and after the reset");
      }
    }
  }

  private static void otherEpoch(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.peer().cut();
    PeerConnection second = scene.welcomed();
    int stream = second.expect(BodyCase.SUBSCRIBE).getStreamId();
    second.send(
        Frames.subscribed(stream, OTHER_EPOCH, true, 0, 0),
        Frames.part(stream, 10, false, Frames.whole("c", 10, "c")));
    second.barrier();
    opened.subscription().expectStill(3, A, B);
    second.send(Frames.part(stream, 12, true, Frames.whole("b", 12, "b")));
    opened.subscription().expectView(12, Frames.whole("b", 12, "b"), Frames.whole("c", 10, "c"));
    requireNoEmptyMoment(opened.subscription());
    second.cut();
    PeerConnection third = scene.welcomed();
    require(
        third.expect(BodyCase.SUBSCRIBE), cursor(12, 12).toBuilder().setEpoch(OTHER_EPOCH).build());
  }

  private static void whileOpen(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.part(4, false, Frames.whole("never-consistent", 4, "d"));
    opened.peer().send(Frames.subscribedAnew(opened.stream()));
    opened.part(9, true, B, Frames.whole("e", 9, "e"));
    opened.subscription().expectView(9, B, Frames.whole("e", 9, "e"));
    requireNoEmptyMoment(opened.subscription());
  }

  private static void cutWithinReset(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.peer().send(Frames.subscribed(opened.stream(), OTHER_EPOCH, true, 0, 0));
    opened.part(8, false, Frames.whole("b", 8, "b"));
    opened.peer().barrier();
    opened.peer().cut();
    PeerConnection second = scene.welcomed();
    ClientFrame subscribe = second.expect(BodyCase.SUBSCRIBE);
    int stream = subscribe.getStreamId();
    StateCursor asked = subscribe.getSubscribe().getCursor();
    boolean resumes = asked.getEpoch() == OTHER_EPOCH && asked.getThrough() == 8;
    second.send(Frames.subscribed(stream, OTHER_EPOCH, !resumes, 0, resumes ? 8 : 0));
    if (!resumes) {
      second.send(Frames.part(stream, 8, false, Frames.whole("b", 8, "b")));
    }
    second.send(Frames.part(stream, 9, true, Frames.whole("c", 9, "c")));
    opened.subscription().expectView(9, Frames.whole("b", 8, "b"), Frames.whole("c", 9, "c"));
    requireNoEmptyMoment(opened.subscription());
  }

  private static void patchOfNothing(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.part(4, true, Frames.patch("not-there", 4, Frames.record("x")).build());
    beginsAnew(opened);
  }

  private static void otherCursor(ClientScene scene) {
    Opened opened = open(scene);
    opened.part(3, true, A, B);
    opened.subscription().expectView(3, A, B);
    opened.peer().cut();
    PeerConnection second = scene.welcomed();
    int stream = second.expect(BodyCase.SUBSCRIBE).getStreamId();
    second.send(Frames.subscribed(stream, Frames.STATE_EPOCH, false, 7, 7));
    beginsAnew(new Opened(scene, opened.subscription(), second, stream));
  }

  /** Ends the stream, keeps the view, subscribes without cursor, and is right in the end. */
  private static void beginsAnew(Opened opened) {
    PeerConnection peer = opened.peer();
    peer.expect(
        "end of stream " + opened.stream(),
        frame ->
            frame.getStreamId() == opened.stream() && (frame.hasError() || frame.hasCloseStream()));
    ClientFrame again = peer.expect(BodyCase.SUBSCRIBE);
    if (again.getSubscribe().hasCursor()) {
      throw Breach.of("CURSOR-1", "it keeps a cursor that led to a violation");
    }
    opened.subscription().expectStill(3, A, B);
    peer.send(
        Frames.subscribedAnew(again.getStreamId()),
        Frames.part(again.getStreamId(), 4, true, B, Frames.whole("d", 4, "d")));
    opened.subscription().expectView(4, B, Frames.whole("d", 4, "d"));
  }
}
