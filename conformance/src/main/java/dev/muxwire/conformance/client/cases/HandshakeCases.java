package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.Client;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.client.peer.Upgrade;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.Identity;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a client says first, and who it is. */
final class HandshakeCases {
  private HandshakeCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "handshake/upgrade/subprotocol",
            "PACKET-1",
            "asks for the subprotocol muxwire.v1 at the path it was given",
            HandshakeCases::subprotocol),
        must(
            "handshake/hello/token-and-version",
            "HELLO-1 HELLO-2",
            "begins with Hello, with its token, for version 1",
            HandshakeCases::hello),
        must(
            "handshake/before-welcome/within-minimum",
            "HELLO-4",
            "keeps within version 1's minimum until Welcome",
            HandshakeCases::withinMinimum),
        should(
            "handshake/before-welcome/requests-held-back",
            "HELLO-4 IDENTITY-1",
            "holds input and requests back until Welcome tells who it is",
            HandshakeCases::heldBack),
        must(
            "handshake/identity/kept",
            "IDENTITY-1",
            "brings the identity of Welcome in its next Hello",
            HandshakeCases::identityKept),
        must(
            "handshake/identity/told-again",
            "IDENTITY-3",
            "takes its identity also from a Welcome that tells it again",
            scene -> goesOn(scene, welcome -> welcome.setIdentity(Frames.identity("client-1")))),
        must(
            "handshake/identity/not-told-again",
            "IDENTITY-3",
            "goes on with its identity where Welcome has none",
            scene -> goesOn(scene, Welcome.Builder::clearIdentity)),
        must(
            "handshake/identity/reset",
            "IDENTITY-1",
            "takes the new identity that Welcome gives it for its old one",
            HandshakeCases::identityReset),
        must(
            "handshake/identity/saved",
            "IDENTITY-1 REQUEST-1",
            "goes on as an identity that was saved, with the next number",
            HandshakeCases::identitySaved),
        must(
            "handshake/limits/packet",
            "PACKET-2",
            "sends no packet above the limit of Welcome",
            HandshakeCases::packetLimit),
        must(
            "handshake/limits/requests",
            "REQUEST-1",
            "has no more requests under way than Welcome allows",
            HandshakeCases::requestLimit));
  }

  private static void subprotocol(ClientScene scene) {
    scene.connect();
    PeerConnection connection = scene.greeted();
    Upgrade upgrade = connection.awaitUpgrade();
    if (!upgrade.path().startsWith("/v1/sync")) {
      throw Breach.of("PACKET-1", "it asks for " + upgrade.path());
    }
    if (!List.of(upgrade.header("sec-websocket-protocol").split("\\s*,\\s*"))
        .contains("muxwire.v1")) {
      throw Breach.of("PACKET-1", "it does not ask for the subprotocol muxwire.v1");
    }
    connection.expect(BodyCase.HELLO);
  }

  private static void hello(ClientScene scene) {
    scene.connect();
    Hello hello = scene.greeted().expect(BodyCase.HELLO).getHello();
    if (!hello.getToken().equals("secret-token")) {
      throw Breach.of("HELLO-1", "Hello has another token than it was given");
    }
    if (hello.getMinVersion() != 1 || hello.getVersion() < 1) {
      throw Breach.of(
          "HELLO-1", "Hello is for " + hello.getMinVersion() + " to " + hello.getVersion());
    }
    if (hello.hasIdentity()) {
      throw Breach.of("IDENTITY-1", "Hello brings an identity that nobody issued");
    }
  }

  /** The rules watch packets until Welcome; what was large must come then. */
  private static void withinMinimum(ClientScene scene) {
    Client client = scene.connect();
    List<Told> results = new ArrayList<>();
    if (scene.has(Capability.CAPABILITY_MUTATIONS)) {
      results.add(
          client.mutate(
              mutate -> mutate.addOperations(Requests.create("large", "x".repeat(20_000)))));
    }
    if (scene.has(Capability.CAPABILITY_TERMINALS)) {
      Viewer viewer = client.attach();
      if (scene.has(Capability.CAPABILITY_INPUT)) {
        viewer.write(ByteString.copyFromUtf8("y".repeat(9_000)));
      }
    }
    if (scene.has(Capability.CAPABILITY_SEARCH)) {
      client.search(search -> search.setPattern("z"));
    }
    PeerConnection connection = scene.greeted();
    Hello hello = connection.expect(BodyCase.HELLO).getHello();
    connection.expectNone(
        "HELLO-4", "a feature is used before Welcome", frame -> frame.hasSearchScrollback());
    connection.send(Frames.welcome(Frames.welcomeOf(hello)));
    if (!results.isEmpty()) {
      long seq = Requests.expectMutate(connection).getRequest().getRequestSeq();
      connection.send(Frames.mutated(seq, 7));
      results.get(0).await("Mutated", DriverEvent::hasMutated);
    }
  }

  private static void heldBack(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    Client client = scene.connect();
    client.create("early");
    if (scene.has(Capability.CAPABILITY_INPUT)) {
      client.attach().write("early");
    }
    PeerConnection connection = scene.greeted();
    Hello hello = connection.expect(BodyCase.HELLO).getHello();
    client.awaitTaken();
    connection.expectNone(
        "HELLO-4",
        "a request or input comes before Welcome",
        frame -> frame.hasMutate() || frame.hasGet() || frame.hasInput());
    connection.send(Frames.welcome(Frames.welcomeOf(hello)));
    Requests.expectMutate(connection);
  }

  private static void identityKept(ClientScene scene) {
    ClientScene.Session session = scene.session();
    session.peer().cut();
    ClientIdentity brought = scene.greeted().expect(BodyCase.HELLO).getHello().getIdentity();
    require(brought, Frames.identity("client-1"));
  }

  /** Its third Hello brings what the second brought. */
  private static void goesOn(ClientScene scene, UnaryOperator<Welcome.Builder> secondWelcome) {
    ClientScene.Session session = scene.session();
    session.peer().cut();
    PeerConnection second = scene.welcomed(secondWelcome);
    session.client().awaitConnected();
    second.cut();
    require(
        scene.greeted().expect(BodyCase.HELLO).getHello().getIdentity(),
        Frames.identity("client-1"));
  }

  private static void require(ClientIdentity brought, ClientIdentity due) {
    if (!brought.equals(due)) {
      throw Breach.of(
          "IDENTITY-1",
          "Hello brings '" + brought.getClientId() + "', due was " + due.getClientId());
    }
  }

  private static void identityReset(ClientScene scene) {
    ClientScene.Session session = scene.session();
    session.peer().cut();
    PeerConnection second =
        scene.welcomed(
            welcome -> welcome.setIdentity(Frames.identity("client-2")).setIdentityReset(true));
    session.client().awaitConnected();
    second.cut();
    require(
        scene.greeted().expect(BodyCase.HELLO).getHello().getIdentity(),
        Frames.identity("client-2"));
  }

  private static void identitySaved(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SAVED_IDENTITY, Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session first = scene.session();
    Told created = first.client().create("one");
    Requests.answer(first.peer(), 7);
    created.await("Mutated", DriverEvent::hasMutated);
    Identity saved = first.client().identity();
    require(saved.getIdentity(), Frames.identity("client-1"));
    first.client().disconnect();
    first.peer().awaitEnd();
    ClientScene.Session second =
        scene.session(connect -> connect.setIdentity(saved), welcome -> welcome);
    require(second.hello().getIdentity(), Frames.identity("client-1"));
    second.client().create("two");
    long seq = Requests.expectMutate(second.peer()).getRequest().getRequestSeq();
    if (seq != 2) {
      throw Breach.of("REQUEST-1", "the next request of the identity is " + seq + ", not 2");
    }
  }

  private static void packetLimit(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session =
        scene.session(
            connect -> connect,
            welcome -> welcome.setLimits(Limits.newBuilder().setMaxPacketBytes(4 << 10)));
    Told created =
        session
            .client()
            .mutate(mutate -> mutate.addOperations(Requests.create("large", "x".repeat(20_000))));
    Requests.answer(session.peer(), 7);
    created.await("Mutated", DriverEvent::hasMutated);
  }

  private static void requestLimit(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session =
        scene.session(
            connect -> connect,
            welcome -> welcome.setLimits(welcome.getLimits().toBuilder().setMaxRequests(2)));
    List<Told> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      results.add(session.client().create("record-" + i));
    }
    PeerConnection peer = session.peer();
    Requests.expectMutate(peer);
    Requests.expectMutate(peer);
    peer.expectNone(
        "REQUEST-1", "a third request where two are allowed", frame -> frame.hasMutate());
    peer.send(Frames.mutated(1, 7));
    Requests.expectMutate(peer);
    peer.send(Frames.mutated(2, 8), Frames.mutated(3, 9));
    Requests.answer(peer, 10);
    Requests.answer(peer, 11);
    results.forEach(result -> result.await("Mutated", DriverEvent::hasMutated));
  }
}
