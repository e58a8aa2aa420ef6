package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.Client;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Coming again: when, how soon, and what of the connection before. */
final class ReconnectCases {
  private static final int ATTEMPTS = 12;

  /**
   * With waits of a random part of 50, 100, 200, 400, 400 … ms, twelve attempts within this time
   * are less likely than one in a million.
   */
  private static final long LEAST_MS = 400;

  private ReconnectCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "reconnect/after/cut",
            "HELLO-1",
            "comes again after its connection was cut",
            ReconnectCases::cut),
        must(
            "reconnect/backoff/refused",
            "HELLO-5",
            "waits longer and longer for a server that refuses",
            ReconnectCases::backsOff),
        must(
            "reconnect/backoff/broken-after-welcome",
            "HELLO-5",
            "waits as long for a server that welcomes and breaks",
            ReconnectCases::backsOffWelcomed),
        must(
            "reconnect/go-away/at-once",
            "HELLO-5",
            "comes again at once after a drain",
            ReconnectCases::atOnce),
        must(
            "reconnect/go-away/opens-nothing-new",
            "STREAM-2",
            "opens nothing new on a connection that goes away",
            ReconnectCases::opensNothing),
        must(
            "reconnect/go-away/takes-results",
            "REQUEST-2",
            "takes results that come before the connection goes away",
            ReconnectCases::takesResults),
        must(
            "reconnect/disconnect/for-good",
            "HELLO-5",
            "closes when the application says so, and does not come again",
            ReconnectCases::disconnect));
  }

  private static void cut(ClientScene scene) {
    ClientScene.Session session = scene.session();
    session.peer().cut();
    scene.welcomed();
    session.client().awaitConnected();
  }

  private static void backsOff(ClientScene scene) {
    scene.connect(connect -> connect.setFirstBackoffMs(50).setMaxBackoffMs(400));
    long start = System.nanoTime();
    for (int i = 0; i < ATTEMPTS; i++) {
      scene.peer().next().refuse(503);
    }
    requireWaits(start);
  }

  private static void backsOffWelcomed(ClientScene scene) {
    scene.connect(connect -> connect.setFirstBackoffMs(50).setMaxBackoffMs(400));
    long start = System.nanoTime();
    for (int i = 0; i < ATTEMPTS; i++) {
      PeerConnection connection = scene.welcomed();
      connection.barrier();
      connection.cut();
    }
    requireWaits(start);
  }

  private static void requireWaits(long startNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    if (millis < LEAST_MS) {
      throw Breach.of("HELLO-5", ATTEMPTS + " attempts within " + millis + " ms: it does not wait");
    }
  }

  private static void atOnce(ClientScene scene) {
    ClientScene.Session session =
        scene.session(
            connect -> connect.setFirstBackoffMs(3_600_000).setMaxBackoffMs(3_600_000),
            welcome -> welcome);
    session.peer().send(Frames.goAway(ErrorCode.ERROR_CODE_DRAINING, 0));
    session.peer().close(1001, "");
    scene.welcomed();
    session.client().awaitConnected();
  }

  private static void opensNothing(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS, Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    PeerConnection first = session.peer();
    session.client().create("under-way");
    long seq = Requests.expectMutate(first).getRequest().getRequestSeq();
    first.send(Frames.goAway(ErrorCode.ERROR_CODE_DRAINING, 5_000));
    first.barrier();
    Viewer viewer = session.client().attach();
    first.expectNone(
        "STREAM-2", "an Attach on a connection that goes away", frame -> frame.hasAttach());
    first.send(Frames.mutated(seq, 7));
    first.close(1001, "");
    PeerConnection second = scene.welcomed();
    int stream = second.expect(BodyCase.ATTACH).getStreamId();
    second.send(Frames.attached(stream, Frames.LOG_EPOCH, 0), Frames.output(stream, 0, "here"));
    viewer.expectOutput(0, "here");
  }

  private static void takesResults(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told created = session.client().create("under-way");
    long seq = Requests.expectMutate(session.peer()).getRequest().getRequestSeq();
    session.peer().send(Frames.goAway(ErrorCode.ERROR_CODE_DRAINING, 5_000));
    session.peer().barrier();
    session.peer().send(Frames.mutated(seq, 7));
    created.await("Mutated", DriverEvent::hasMutated);
    session.peer().close(1001, "");
    PeerConnection second = scene.welcomed();
    second.expectNone("REQUEST-2", "a request that has its result", frame -> frame.hasMutate());
  }

  private static void disconnect(ClientScene scene) {
    ClientScene.Session session = scene.session();
    Client client = session.client();
    client.disconnect();
    PeerConnection.End end = session.peer().awaitEnd();
    if (end.code() != 1000 && end.code() != 1001) {
      throw Breach.of("HELLO-5", "it ends with " + end.code() + ", not with a close of 1000");
    }
    scene.peer().expectNoConnection("HELLO-5", "the application has closed it");
  }
}
