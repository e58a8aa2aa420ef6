package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.Client;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.stream.IntStream;

/** Messages in chunks from the client; the rules judge each chunk. */
final class SentChunkCases {
  private static final int LARGE = 200_000;

  private SentChunkCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "sent-chunks/request/whole",
            "CHUNK-1 CHUNK-3 CHUNK-4",
            "sends a request that fits no packet in chunks that give it whole",
            SentChunkCases::request),
        must(
            "sent-chunks/request/refused",
            "ERROR-3",
            "takes the refusal of its chunks on stream 0 for the failure of that request",
            SentChunkCases::refused),
        must(
            "sent-chunks/request/cut",
            "CHUNK-1 REQUEST-4",
            "sends a request from its first chunk on again after a cut",
            SentChunkCases::cut),
        must(
            "sent-chunks/opening/before-welcome",
            "HELLO-4 CHUNK-2",
            "opens a stream whose first frame fits no packet of before Welcome",
            SentChunkCases::opening));
  }

  private static Told createLarge(Client client) {
    return client.mutate(
        mutate -> mutate.addOperations(Requests.create("large", "x".repeat(LARGE))));
  }

  private static void require(Mutate mutate) {
    if (!mutate.getOperations(0).equals(Requests.create("large", "x".repeat(LARGE)))) {
      throw Breach.of("CHUNK-4", "what comes in chunks is another request");
    }
  }

  private static void request(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told created = createLarge(session.client());
    require(Requests.answer(session.peer(), 7));
    created.await("Mutated", DriverEvent::hasMutated);
  }

  private static void refused(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Told created = createLarge(session.client());
    ClientFrame first = peer.expect(0, BodyCase.CHUNK);
    peer.send(
        ServerFrame.newBuilder()
            .setError(
                Error.newBuilder()
                    .setCode(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED)
                    .setMessage("a script says so")
                    .setTransferId(first.getChunk().getTransferId()))
            .build());
    DriverEvent event = created.await("Failed", DriverEvent::hasFailed);
    if (event.getFailed().getCode() != ErrorCode.ERROR_CODE_LIMIT_EXCEEDED) {
      throw Breach.of("ERROR-3", "the application is told " + event.getFailed().getCode());
    }
    peer.expectOpen("ERROR-2");
  }

  private static void cut(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told created = createLarge(session.client());
    session.peer().expect(0, BodyCase.CHUNK);
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    require(Requests.answer(second, 7));
    created.await("Mutated", DriverEvent::hasMutated);
  }

  private static void opening(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE, Capability.CAPABILITY_FOCUS);
    Client client = scene.connect();
    List<String> focus =
        IntStream.range(0, 200).mapToObj(i -> "focus-" + i + "-" + "f".repeat(50)).toList();
    Subscription large = client.subscribe(subscribe -> subscribe.addAllFocusIds(focus));
    Subscription small = client.subscribe(subscribe -> subscribe.setWorkspace("other"));
    PeerConnection peer = scene.greeted();
    Hello hello = peer.expect(BodyCase.HELLO).getHello();
    peer.expectNone("HELLO-1", "a second Hello", ClientFrame::hasHello);
    peer.send(Frames.welcome(Frames.welcomeOf(hello)));
    for (int i = 0; i < 2; i++) {
      ClientFrame subscribe = peer.expect(BodyCase.SUBSCRIBE);
      int stream = subscribe.getStreamId();
      peer.send(
          Frames.subscribedAnew(stream),
          Frames.part(stream, 3, true, Frames.whole("a", 3, "here")));
    }
    large.expectView(3, Frames.whole("a", 3, "here"));
    small.expectView(3, Frames.whole("a", 3, "here"));
  }
}
