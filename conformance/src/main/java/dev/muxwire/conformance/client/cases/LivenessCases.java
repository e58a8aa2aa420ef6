package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import java.time.Duration;
import java.util.List;

/** Pings, pongs and the tally of what arrived. */
final class LivenessCases {
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private LivenessCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "liveness/ping/unasked",
            "PING-1",
            "pings as often as Welcome asks for, without being asked",
            LivenessCases::pings),
        must("liveness/pong/idle", "PACE-1", "answers each ping", LivenessCases::pongs),
        must(
            "liveness/pong/stalled-application",
            "PACE-1",
            "answers pings while its application consumes nothing",
            LivenessCases::pongsStalled),
        must(
            "liveness/received/tally",
            "RECEIVED-1",
            "tells how many bytes of packets arrived",
            LivenessCases::tally),
        must(
            "liveness/received/no-ping-pong",
            "RECEIVED-1",
            "does not answer a tally with a tally",
            LivenessCases::noPingPong),
        should(
            "liveness/silence/gives-up",
            "PING-2",
            "gives a connection up that is silent for 45 s, and connects again (slow)",
            LivenessCases::silence));
  }

  private static void pings(ClientScene scene) {
    ClientScene.Session session =
        scene.session(connect -> connect, welcome -> welcome.setPingIntervalMs(150));
    // A client may ping more often; not as rarely as by default.
    session.peer().awaitPings(10);
  }

  private static void pongs(ClientScene scene) {
    ClientScene.Session session = scene.session();
    for (int i = 0; i < 5; i++) {
      session.peer().barrier();
    }
  }

  private static void pongsStalled(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS, Capability.CAPABILITY_BACKPRESSURE);
    ClientScene.Session session = scene.session();
    session.client().attach(attach -> attach, true);
    int stream = session.peer().expect(BodyCase.ATTACH).getStreamId();
    session.peer().send(Frames.attached(stream, Frames.LOG_EPOCH, 0));
    for (int i = 0; i < 10; i++) {
      session.peer().send(Frames.output(stream, i * 10_000L, Frames.pattern(i * 10_000L, 10_000)));
    }
    session.peer().barrier();
  }

  private static void tally(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session = scene.session();
    session.client().attach();
    PeerConnection peer = session.peer();
    int stream = peer.expect(BodyCase.ATTACH).getStreamId();
    peer.send(Frames.attached(stream, Frames.LOG_EPOCH, 0));
    for (int i = 0; i < 10; i++) {
      peer.send(Frames.output(stream, i * 10_000L, Frames.pattern(i * 10_000L, 10_000)));
    }
    peer.awaitTally(peer.sentBytes());
  }

  private static void silence(ClientScene scene) {
    scene.needTime();
    ClientScene.Session session = scene.session();
    session.peer().fallSilent();
    session.peer().awaitEndWithin(SILENCE.multipliedBy(2));
    scene.welcomed();
    session.client().awaitConnected();
  }

  private static void noPingPong(ClientScene scene) {
    ClientScene.Session session = scene.session();
    session.peer().expectNoTallyForTallies();
  }
}
