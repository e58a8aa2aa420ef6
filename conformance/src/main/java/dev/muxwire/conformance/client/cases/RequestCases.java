package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.Client;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.CreateWorkspace;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.conformance.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.RequestDone;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.WorkspaceList;
import java.util.List;

/** Requests, each once, and what their application is told. */
final class RequestCases {
  private RequestCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "request/numbers/rise-by-one",
            "REQUEST-1",
            "numbers requests from 1 and gives each its own result, in whatever order",
            RequestCases::numbers),
        should(
            "request/numbers/lowest-outstanding",
            "REQUEST-3",
            "tells which results the server may forget",
            RequestCases::lowest),
        must(
            "request/mutate/as-made",
            "MUTATE-2 MUTATE-3",
            "sends base, preconditions and operations as the application made them",
            RequestCases::asMade),
        must(
            "request/resend/after-cut",
            "REQUEST-4",
            "sends a request without result again, marked, with its number, once",
            RequestCases::resend),
        must(
            "request/resend/in-order",
            "REQUEST-1 REQUEST-4",
            "sends several again in their order",
            RequestCases::resendInOrder),
        must(
            "request/resend/not-when-answered",
            "REQUEST-2",
            "does not send a request again whose result came",
            RequestCases::notWhenAnswered),
        must(
            "request/offline/sent-later",
            "REQUEST-1",
            "sends a request that was made without a connection, as new",
            RequestCases::offline),
        must(
            "request/identity-reset/outcome-unknown",
            "IDENTITY-1",
            "tells OUTCOME_UNKNOWN of what was sent under a forgotten identity, and begins at 1",
            RequestCases::identityReset),
        must(
            "request/failure/typed",
            "MUTATE-3",
            "tells code, index and current entity of a mutation that failed",
            RequestCases::failure),
        must(
            "request/error/typed",
            "ERROR-2",
            "tells the error of a request, does not repeat it, and goes on",
            RequestCases::error),
        must(
            "request/error/outcome-unknown",
            "REQUEST-4",
            "tells OUTCOME_UNKNOWN when the server says so",
            RequestCases::outcomeUnknown),
        must(
            "request/error/unknown-code",
            "ERROR-1",
            "takes a code that it does not know for INTERNAL",
            RequestCases::unknownCode),
        must(
            "request/error/of-nothing",
            "ERROR-2",
            "goes on after an Error on stream 0 that is of no request",
            RequestCases::errorOfNothing),
        must(
            "request/get/result",
            "REQUEST-1",
            "gives the application the entities that it asked for",
            RequestCases::get),
        must(
            "request/workspaces",
            "REQUEST-1",
            "makes and lists workspaces",
            RequestCases::workspaces));
  }

  private static void requireRevision(Told told, long revision) {
    long is = told.await("Mutated", DriverEvent::hasMutated).getMutated().getRevision();
    if (is != revision) {
      throw Breach.of("REQUEST-2", "the application is told revision " + is + ", not " + revision);
    }
  }

  private static Failed requireFailed(Told told, String requirement, ErrorCode code) {
    Failed failed = told.await("Failed", DriverEvent::hasFailed).getFailed();
    if (failed.getCode() != code) {
      throw Breach.of(requirement, "the application is told " + failed.getCode() + ", not " + code);
    }
    return failed;
  }

  private static void numbers(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    List<Told> told =
        List.of(
            session.client().create("one"),
            session.client().create("two"),
            session.client().create("three"));
    PeerConnection peer = session.peer();
    for (int seq = 1; seq <= 3; seq++) {
      RequestId id = Requests.expectMutate(peer).getRequest();
      if (id.getRequestSeq() != seq || id.getResend()) {
        throw Breach.of("REQUEST-1", "request " + seq + " is numbered " + id.getRequestSeq());
      }
    }
    peer.send(Frames.mutated(3, 13));
    peer.send(Frames.mutated(1, 11), Frames.mutated(2, 12));
    requireRevision(told.get(0), 11);
    requireRevision(told.get(1), 12);
    requireRevision(told.get(2), 13);
  }

  private static void lowest(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    for (int seq = 1; seq <= 3; seq++) {
      Told told = session.client().create("record-" + seq);
      RequestId id = Requests.answer(session.peer(), 10 + seq).getRequest();
      if (id.getLowestOutstandingSeq() != seq) {
        throw Breach.of(
            "REQUEST-3",
            "request "
                + seq
                + " says that "
                + id.getLowestOutstandingSeq()
                + " is outstanding, and all before had their results");
      }
      requireRevision(told, 10 + seq);
    }
  }

  private static void asMade(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Precondition precondition = Precondition.newBuilder().setId("r").setIfRevision(5).build();
    Told told =
        session
            .client()
            .mutate(
                mutate ->
                    mutate
                        .setBaseRevision(9)
                        .addPreconditions(precondition)
                        .addOperations(Requests.create("new", "type"))
                        .addOperations(
                            dev.muxwire.proto.v1.Operation.newBuilder()
                                .setPatch(
                                    dev.muxwire.proto.v1.PatchEntity.newBuilder()
                                        .setId("r")
                                        .setBody(Frames.record("changed"))
                                        .addClearedFields(2)
                                        .addClearedAttributes("gone")))
                        .addOperations(
                            dev.muxwire.proto.v1.Operation.newBuilder()
                                .setRemove(
                                    dev.muxwire.proto.v1.RemoveEntity.newBuilder().setId("old"))));
    Mutate mutate = Requests.answer(session.peer(), 20);
    if (mutate.getBaseEpoch() != Frames.STATE_EPOCH || mutate.getBaseRevision() != 9) {
      throw Breach.of("MUTATE-2", "the base is another one");
    }
    if (!mutate.getPreconditionsList().equals(List.of(precondition))) {
      throw Breach.of("MUTATE-3", "the preconditions are " + mutate.getPreconditionsList());
    }
    var patch = mutate.getOperationsCount() == 3 ? mutate.getOperations(1).getPatch() : null;
    if (patch == null
        || !mutate.getOperations(0).equals(Requests.create("new", "type"))
        || !patch.getBody().equals(Frames.record("changed"))
        || !patch.getClearedFieldsList().equals(List.of(2))
        || !patch.getClearedAttributesList().equals(List.of("gone"))
        || !mutate.getOperations(2).getRemove().getId().equals("old")) {
      throw Breach.of("MUTATE-2", "the operations are others");
    }
    requireRevision(told, 20);
  }

  private static void resend(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    Mutate first = Requests.expectMutate(session.peer());
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    Mutate again = Requests.answer(second, 11);
    if (again.getRequest().getRequestSeq() != first.getRequest().getRequestSeq()) {
      throw Breach.of("REQUEST-4", "it is sent again under another number");
    }
    if (!again.getRequest().getResend()) {
      throw Breach.of("REQUEST-4", "it is sent again without resend");
    }
    requireRevision(told, 11);
    second.expectNone("REQUEST-2", "the request comes once more", frame -> frame.hasMutate());
  }

  private static void resendInOrder(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Client client = session.client();
    List<Told> told = List.of(client.create("one"), client.create("two"), client.create("three"));
    for (int i = 0; i < 3; i++) {
      Requests.expectMutate(session.peer());
    }
    session.peer().send(Frames.mutated(2, 12));
    requireRevision(told.get(1), 12);
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    long one = Requests.answer(second, 11).getRequest().getRequestSeq();
    long three = Requests.answer(second, 13).getRequest().getRequestSeq();
    if (one != 1 || three != 3) {
      throw Breach.of("REQUEST-1", "requests " + one + " and " + three + " come, not 1 and 3");
    }
    requireRevision(told.get(0), 11);
    requireRevision(told.get(2), 13);
  }

  private static void notWhenAnswered(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    Requests.answer(session.peer(), 11);
    requireRevision(told, 11);
    session.peer().cut();
    scene
        .welcomed()
        .expectNone("REQUEST-2", "a request that has its result", frame -> frame.hasMutate());
  }

  private static void offline(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    session.peer().cut();
    PeerConnection second = scene.greeted();
    Told told = session.client().create("offline");
    second.send(Frames.welcome(Frames.welcomeOf(second.expect(BodyCase.HELLO).getHello())));
    RequestId id = Requests.answer(second, 11).getRequest();
    if (id.getRequestSeq() != 1 || id.getResend()) {
      throw Breach.of("REQUEST-1", "a new request is " + id);
    }
    requireRevision(told, 11);
  }

  private static void identityReset(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told sent = session.client().create("sent");
    Requests.expectMutate(session.peer());
    session.peer().cut();
    PeerConnection second =
        scene.welcomed(
            welcome -> welcome.setIdentity(Frames.identity("client-2")).setIdentityReset(true));
    requireFailed(sent, "IDENTITY-1", ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN);
    Told next = session.client().create("next");
    Mutate mutate = Requests.answer(second, 12);
    if (mutate.getRequest().getRequestSeq() != 1 || mutate.getRequest().getResend()) {
      throw Breach.of("IDENTITY-1", "the first request of an identity is " + mutate.getRequest());
    }
    requireRevision(next, 12);
  }

  private static void failure(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    long seq = Requests.expectMutate(session.peer()).getRequest().getRequestSeq();
    session
        .peer()
        .send(
            ServerFrame.newBuilder()
                .setMutateResult(
                    MutateResult.newBuilder()
                        .setRequestSeq(seq)
                        .setEpoch(Frames.STATE_EPOCH)
                        .setFailure(
                            MutateFailure.newBuilder()
                                .setCode(ErrorCode.ERROR_CODE_PRECONDITION_FAILED)
                                .setMessage("a script says so")
                                .setIndex(3)
                                .setCurrent(Frames.whole("one", 9, "current"))))
                .build());
    Failed failed = requireFailed(told, "MUTATE-3", ErrorCode.ERROR_CODE_PRECONDITION_FAILED);
    if (failed.getFailedIndex() != 3
        || !failed.getCurrent().getBody().equals(Frames.record("current"))
        || failed.getCurrent().getRevision() != 9) {
      throw Breach.of("MUTATE-3", "the application is not told index and current entity");
    }
  }

  private static void error(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    long seq = Requests.expectMutate(session.peer()).getRequest().getRequestSeq();
    session.peer().send(Frames.failed(seq, ErrorCode.ERROR_CODE_FORBIDDEN));
    requireFailed(told, "ERROR-2", ErrorCode.ERROR_CODE_FORBIDDEN);
    session
        .peer()
        .expectNone("ERROR-2", "a request that is refused for good", frame -> frame.hasMutate());
    Told next = session.client().create("two");
    Requests.answer(session.peer(), 12);
    requireRevision(next, 12);
  }

  private static void outcomeUnknown(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    Requests.expectMutate(session.peer());
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    long seq = Requests.expectMutate(second).getRequest().getRequestSeq();
    second.send(Frames.failed(seq, ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN));
    requireFailed(told, "REQUEST-4", ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN);
    second.expectNone(
        "REQUEST-4", "a request whose outcome is unknown", frame -> frame.hasMutate());
  }

  private static void unknownCode(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    long seq = Requests.expectMutate(session.peer()).getRequest().getRequestSeq();
    ServerFrame failed = Frames.failed(seq, ErrorCode.ERROR_CODE_INTERNAL);
    session
        .peer()
        .send(
            failed.toBuilder().setError(failed.getError().toBuilder().setCodeValue(9_999)).build());
    requireFailed(told, "ERROR-1", ErrorCode.ERROR_CODE_INTERNAL);
  }

  private static void errorOfNothing(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().create("one");
    long seq = Requests.expectMutate(session.peer()).getRequest().getRequestSeq();
    session.peer().send(Frames.error(0, ErrorCode.ERROR_CODE_UNREACHABLE));
    session.peer().expectOpen("ERROR-2");
    session.peer().send(Frames.mutated(seq, 11));
    requireRevision(told, 11);
  }

  private static void get(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told told = session.client().get("a", "b");
    var get = session.peer().expect(0, BodyCase.GET).getGet();
    if (!get.getIdsList().equals(List.of("a", "b"))) {
      throw Breach.of("REQUEST-1", "it asks for " + get.getIdsList());
    }
    session
        .peer()
        .send(
            ServerFrame.newBuilder()
                .setGetResult(
                    GetResult.newBuilder()
                        .setRequestSeq(get.getRequestSeq())
                        .setEpoch(Frames.STATE_EPOCH)
                        .setRevision(9)
                        .addEntities(Frames.whole("b", 3, "heavy")))
                .build());
    var entities = told.await("Entities", DriverEvent::hasEntities).getEntities();
    if (entities.getEntitiesCount() != 1
        || !entities.getEntities(0).getId().equals("b")
        || !entities.getEntities(0).getBody().equals(Frames.record("heavy"))) {
      throw Breach.of("REQUEST-1", "the application gets other entities");
    }
  }

  private static void workspaces(ClientScene scene) {
    scene.need(Capability.CAPABILITY_WORKSPACES);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Told made =
        session
            .client()
            .ask(
                DriverRequest.newBuilder()
                    .setCreateWorkspace(CreateWorkspace.newBuilder().setWorkspace("new")));
    var create = peer.expect(0, BodyCase.CREATE_WORKSPACE).getCreateWorkspace();
    peer.send(
        ServerFrame.newBuilder()
            .setRequestDone(
                RequestDone.newBuilder().setRequestSeq(create.getRequest().getRequestSeq()))
            .build());
    made.await("Done", DriverEvent::hasDone);
    Told listed =
        session
            .client()
            .ask(DriverRequest.newBuilder().setListWorkspaces(ListWorkspaces.getDefaultInstance()));
    long seq = peer.expect(0, BodyCase.LIST_WORKSPACES).getListWorkspaces().getRequestSeq();
    peer.send(
        ServerFrame.newBuilder()
            .setWorkspaceList(
                WorkspaceList.newBuilder()
                    .setRequestSeq(seq)
                    .addWorkspaces("main")
                    .addWorkspaces("new"))
            .build());
    var names = listed.await("Workspaces", DriverEvent::hasWorkspaces).getWorkspaces();
    if (!create.getWorkspace().equals("new")
        || !names.getWorkspacesList().equals(List.of("main", "new"))) {
      throw Breach.of("REQUEST-1", "the application is told " + names.getWorkspacesList());
    }
  }
}
