package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.Client;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who is refused: for good, or for the moment. */
final class RefusalCases {
  private record Refusal(ErrorCode code, int closeCode) {
    String name() {
      return code.name().replace("ERROR_CODE_", "").replace('_', '-').toLowerCase(Locale.ROOT);
    }
  }

  private static final List<Refusal> FOR_GOOD =
      List.of(
          new Refusal(ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401),
          new Refusal(ErrorCode.ERROR_CODE_FORBIDDEN, 4403),
          new Refusal(ErrorCode.ERROR_CODE_REPLACED, 4409),
          new Refusal(ErrorCode.ERROR_CODE_VERSION, 4426));

  private static final List<Refusal> FOR_THE_MOMENT =
      List.of(
          new Refusal(ErrorCode.ERROR_CODE_TIMED_OUT, 4408),
          new Refusal(ErrorCode.ERROR_CODE_BUSY, 4429),
          new Refusal(ErrorCode.ERROR_CODE_INTERNAL, 1011));

  private RefusalCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    List<ConformanceCase<ClientScene>> cases = new ArrayList<>();
    for (Refusal refusal : FOR_GOOD) {
      cases.add(
          must(
              "refusal/error/" + refusal.name(),
              "HELLO-5",
              "tells " + refusal.name() + " in place of Welcome, and does not come again",
              scene -> endsFor(scene, refusal, true)));
      cases.add(
          must(
              "refusal/close-code/" + refusal.closeCode(),
              "HELLO-5",
              "takes close code " + refusal.closeCode() + " for " + refusal.name(),
              scene -> endsFor(scene, refusal, false)));
    }
    for (Refusal refusal : FOR_THE_MOMENT) {
      cases.add(
          must(
              "refusal/retried/" + refusal.name(),
              "HELLO-5",
              "comes again after " + refusal.name(),
              scene -> comesAgain(scene, refusal)));
    }
    cases.add(
        must(
            "refusal/retried/http-503",
            "HELLO-5",
            "comes again after the upgrade was refused with 503",
            RefusalCases::upgradeRefused));
    cases.add(
        must(
            "refusal/while-connected/unauthenticated",
            "HELLO-5",
            "ends when its token is revoked, and tells why",
            RefusalCases::revoked));
    return cases;
  }

  private static void endsFor(ClientScene scene, Refusal refusal, boolean withError) {
    Client client = scene.connect();
    PeerConnection connection = scene.greeted();
    connection.expect(BodyCase.HELLO);
    if (withError) {
      connection.send(Frames.error(0, refusal.code()));
    }
    connection.close(refusal.closeCode(), "");
    requireEnd(scene, client, refusal.code());
  }

  private static void requireEnd(ClientScene scene, Client client, ErrorCode code) {
    Failed error = client.awaitEnded();
    if (error.getCode() != code) {
      throw Breach.of(
          "HELLO-5", "the application is told " + error.getCode() + ", due was " + code);
    }
    scene.peer().expectNoConnection("HELLO-5", "after " + code + ", which is for good");
  }

  private static void comesAgain(ClientScene scene, Refusal refusal) {
    Client client = scene.connect();
    PeerConnection connection = scene.greeted();
    connection.expect(BodyCase.HELLO);
    connection.send(Frames.error(0, refusal.code()));
    connection.close(refusal.closeCode(), "");
    scene.welcomed();
    client.awaitConnected();
  }

  private static void upgradeRefused(ClientScene scene) {
    Client client = scene.connect();
    scene.peer().next().refuse(503);
    scene.peer().next().refuse(503);
    scene.welcomed();
    client.awaitConnected();
  }

  private static void revoked(ClientScene scene) {
    ClientScene.Session session = scene.session();
    session.peer().send(Frames.error(0, ErrorCode.ERROR_CODE_UNAUTHENTICATED));
    session.peer().close(4401, "");
    requireEnd(scene, session.client(), ErrorCode.ERROR_CODE_UNAUTHENTICATED);
  }
}
