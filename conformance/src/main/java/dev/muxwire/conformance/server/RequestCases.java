package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.create;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.patch;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.tab;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.done;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.ArrayList;
import java.util.List;

/** Requests: exactly once across connections, and those about workspaces. */
final class RequestCases {
  private static final int MOST_REQUESTS = 256;
  private static final int MOST_IDS = 256;

  private RequestCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "request/resend/applied",
            "REQUEST-2 REQUEST-4",
            "a batch that is sent again on a new connection gets its first result, and is not run"
                + " again",
            RequestCases::resendApplied),
        must(
            "request/resend/several",
            "REQUEST-2 REQUEST-4",
            "of several that are sent again each gets its own result",
            RequestCases::resendSeveral),
        must(
            "request/resend/not-arrived",
            "REQUEST-2 REQUEST-4",
            "a batch that is sent again and had not arrived is run now",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer back = reconnect(scene, workspace.peer(), 10);
              var batch = workspace.batch(create("tab", tab("late")));
              back.send(mutate(batch.setRequest(resent(11, 11))));
              MutateResult result = result(back, 11);
              require(!result.hasFailure(), "a batch that had not arrived was refused");
              Workspace now = new Workspace(back, workspace.name());
              same(result.getRevision(), now.read().getRevision(), "the revision");
            }),
        must(
            "request/resend/refused",
            "REQUEST-2",
            "a refused batch that is sent again is judged again",
            scene -> {
              Workspace workspace = scene.workspace();
              var batch = workspace.batch(patch("tab", tab("x")));
              long seq = batch.getRequest().getRequestSeq();
              require(workspace.send(batch).hasFailure(), "a patch of nothing was applied");
              new Workspace(scene.welcomed(), workspace.name()).apply(create("tab", tab("now")));
              Peer back = reconnect(scene, workspace.peer(), seq);
              back.send(mutate(batch.setRequest(resent(seq, seq))));
              require(!result(back, seq).hasFailure(), "it was not judged again");
            }),
        must(
            "request/resend/forgotten",
            "REQUEST-3 REQUEST-4",
            "a batch below lowest_outstanding_seq is never run again",
            scene -> {
              Workspace workspace = scene.workspace();
              var batch = workspace.batch(create("tab", tab("once")));
              long seq = batch.getRequest().getRequestSeq();
              workspace.apply(batch);
              workspace.apply(patch("tab", tab("twice"))); // which forgets the first
              long revision = workspace.read().getRevision();
              Peer back = reconnect(scene, workspace.peer(), seq + 10);
              back.send(mutate(batch.setRequest(resent(seq, seq))));
              ServerFrame answer = back.answer(seq);
              ErrorCode code =
                  answer.hasError()
                      ? answer.getError().getCode()
                      : answer.getMutateResult().getFailure().getCode();
              boolean told =
                  code == ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN
                      || code == ErrorCode.ERROR_CODE_UNSPECIFIED;
              require(told, "OUTCOME_UNKNOWN or the old result was due, not " + code);
              Workspace now = new Workspace(back, workspace.name());
              same(revision, now.read().getRevision(), "the revision afterwards");
            }),
        must(
            "request/resend/other-identity",
            "REQUEST-2 IDENTITY-2",
            "the same request_seq of another identity is another request",
            scene -> {
              Workspace workspace = scene.workspace();
              var batch = workspace.batch(create("mine", tab("")));
              workspace.apply(batch);
              Peer other = scene.welcomed();
              other.send(
                  mutate(workspace.batch(create("other", tab(""))).setRequest(batch.getRequest())));
              require(
                  !result(other, batch.getRequest().getRequestSeq()).hasFailure(),
                  "another client's request was taken for mine");
              same(2, workspace.read("mine", "other").getEntitiesCount(), "entities");
            }),
        must(
            "request/resend/workspace",
            "REQUEST-2",
            "CreateWorkspace that is sent again is done, not ALREADY_EXISTS",
            scene -> {
              Peer peer = scene.welcomed();
              long seq = peer.nextRequest();
              String name = scene.newName();
              peer.send(createWorkspace(Frames.request(seq), name));
              done(peer.answer(seq));
              Peer back = reconnect(scene, peer, seq);
              back.send(createWorkspace(resent(seq, seq), name));
              done(back.answer(seq));
              delete(back, name);
            }),
        must(
            "request/without-seq",
            "REQUEST-1 ERROR-2",
            "a request without request_seq is MALFORMED, and ends nothing else",
            scene -> {
              Workspace workspace = scene.workspace();
              var batch = workspace.batch(create("tab", tab(""))).clearRequest();
              workspace.peer().send(mutate(batch));
              workspace.peer().refused(0, ErrorCode.ERROR_CODE_MALFORMED);
              same(0, workspace.read("tab").getEntitiesCount(), "entities");
            }),
        must(
            "request/not-found",
            "ERROR-2",
            "a request for a workspace that is not there is NOT_FOUND, with its request_seq",
            scene -> {
              Peer peer = scene.welcomed();
              long seq = peer.nextRequest();
              peer.send(Frames.get(seq, scene.newName(), List.of()));
              peer.refusedRequest(seq, ErrorCode.ERROR_CODE_NOT_FOUND);
              peer.alive();
            }),
        must(
            "request/get/ids-at-limit",
            "PROTOCOL#limits",
            "Get of 256 ids is answered; what is not there is left out",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(create("id-3", tab("three")), create("id-1", tab("one")));
              var result = workspace.read(ids(MOST_IDS));
              same(2, result.getEntitiesCount(), "entities");
              same("id-1", result.getEntities(0).getId(), "the first in the order asked for");
            }),
        must(
            "request/get/ids-over-limit",
            "PROTOCOL#limits ERROR-2",
            "Get of 257 ids is LIMIT_EXCEEDED",
            scene -> {
              Workspace workspace = scene.workspace();
              long seq = workspace.peer().nextRequest();
              workspace.peer().send(Frames.get(seq, workspace.name(), List.of(ids(MOST_IDS + 1))));
              workspace.peer().refusedRequest(seq, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
            }),
        must(
            "request/limit/outstanding",
            "PROTOCOL#limits ERROR-2",
            "more requests without result than Welcome tells are LIMIT_EXCEEDED",
            RequestCases::outstanding),
        must(
            "request/workspace/exists",
            "PROTOCOL#workspaces-and-grants",
            "CreateWorkspace of one that is there is ALREADY_EXISTS",
            scene -> {
              Workspace workspace = scene.workspace();
              long seq = workspace.peer().nextRequest();
              workspace.peer().send(createWorkspace(Frames.request(seq), workspace.name()));
              workspace.peer().refusedRequest(seq, ErrorCode.ERROR_CODE_ALREADY_EXISTS);
            }),
        name("empty", ""),
        name("too-long", "a".repeat(65)),
        name("capital", "Capital"),
        name("dot-first", ".hidden"),
        name("slash", "a/b"),
        must(
            "request/workspace/listed",
            "PROTOCOL#workspaces-and-grants",
            "ListWorkspaces tells what was created, by name",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              long seq = peer.nextRequest();
              peer.send(
                  zero()
                      .setListWorkspaces(
                          dev.muxwire.proto.v1.ListWorkspaces.newBuilder().setRequestSeq(seq)));
              var names = peer.answer(seq).getWorkspaceList().getWorkspacesList();
              require(names.contains(workspace.name()), "a new workspace is not listed");
              require(names.stream().sorted().toList().equals(names), "they are not by name");
            }),
        must(
            "request/workspace/deleted",
            "PROTOCOL#workspaces-and-grants",
            "DeleteWorkspace ends its streams with NOT_FOUND; a new one has another epoch",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = scene.welcomed();
              peer.send(subscribe(1, workspace.name()));
              peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
              delete(workspace.peer(), workspace.name());
              peer.endsWith(1, ErrorCode.ERROR_CODE_NOT_FOUND);
              long seq = peer.nextRequest();
              peer.send(createWorkspace(Frames.request(seq), workspace.name()));
              done(peer.answer(seq));
              Workspace again = new Workspace(peer, workspace.name());
              require(again.epoch() != workspace.epoch(), "a new workspace has the old epoch");
              same(0L, again.read().getRevision(), "its revision");
            }));
  }

  private static RequestId resent(long seq, long lowest) {
    return RequestId.newBuilder()
        .setRequestSeq(seq)
        .setLowestOutstandingSeq(lowest)
        .setResend(true)
        .build();
  }

  private static ClientFrame mutate(Mutate.Builder batch) {
    return zero().setMutate(batch).build();
  }

  private static MutateResult result(Peer peer, long seq) {
    ServerFrame answer = peer.answer(seq);
    require(answer.hasMutateResult(), "MutateResult was due, and came " + answer.getBodyCase());
    return answer.getMutateResult();
  }

  /** Cut, and back with the same identity. */
  private static Peer reconnect(ServerScene scene, Peer before, long lastSeq) {
    before.cut();
    Peer back = scene.welcomed(hello(scene.token()).setIdentity(before.identity()));
    require(!back.welcome().getIdentityReset(), "the identity was not kept");
    back.continueFrom(lastSeq);
    return back;
  }

  private static void resendApplied(ServerScene scene) {
    Workspace workspace = scene.workspace();
    var batch = workspace.batch(create("tab", tab("once")));
    long seq = batch.getRequest().getRequestSeq();
    long first = workspace.apply(batch);
    Peer back = reconnect(scene, workspace.peer(), seq);
    back.send(mutate(batch.setRequest(resent(seq, seq))));
    MutateResult again = result(back, seq);
    require(!again.hasFailure(), "the batch was run again: " + again.getFailure().getCode());
    same(first, again.getRevision(), "the remembered revision");
    same(first, new Workspace(back, workspace.name()).read().getRevision(), "the revision");
  }

  private static void resendSeveral(ServerScene scene) {
    Workspace workspace = scene.workspace();
    List<Mutate.Builder> batches = new ArrayList<>();
    List<Long> revisions = new ArrayList<>();
    workspace.apply(create("tab", tab("0")));
    long lowest = workspace.peer().nextRequest();
    Workspace fresh = workspace;
    for (int i = 1; i <= 5; i++) {
      Mutate.Builder batch = fresh.batch(patch("tab", tab(String.valueOf(i))));
      batch.getRequestBuilder().setLowestOutstandingSeq(lowest);
      batches.add(batch);
      revisions.add(fresh.apply(batch));
    }
    long last = batches.get(4).getRequest().getRequestSeq();
    Peer back = reconnect(scene, workspace.peer(), last);
    for (Mutate.Builder batch : batches) {
      batch.getRequestBuilder().setResend(true);
      back.send(mutate(batch));
    }
    for (int i = 0; i < batches.size(); i++) {
      MutateResult again = result(back, batches.get(i).getRequest().getRequestSeq());
      same(revisions.get(i), again.getRevision(), "the remembered revision of batch " + i);
    }
  }

  private static String[] ids(int count) {
    String[] ids = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = "id-" + i;
    }
    return ids;
  }

  private static void outstanding(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Peer host = scene.welcomed();
    HostedTerminal.register(host, workspace.name(), "never-answers");
    Peer peer = scene.welcomed();
    int told = peer.welcome().getLimits().getMaxRequests();
    int most = told == 0 ? MOST_REQUESTS : told;
    for (int i = 0; i <= most; i++) {
      peer.send(
          HostedTerminal.openTerminal(
              peer.nextRequest(),
              workspace.name(),
              "never-answers",
              "t" + i,
              TerminalSpec.getDefaultInstance()));
    }
    var error = peer.refusedRequest(most + 1L, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    same((long) most, error.getLimit(), "the limit that the Error tells");
    peer.alive();
  }

  static ClientFrame createWorkspace(RequestId request, String name) {
    return zero()
        .setCreateWorkspace(CreateWorkspace.newBuilder().setRequest(request).setWorkspace(name))
        .build();
  }

  private static void delete(Peer peer, String name) {
    long seq = peer.nextRequest();
    peer.send(
        zero()
            .setDeleteWorkspace(
                DeleteWorkspace.newBuilder().setRequest(Frames.request(seq)).setWorkspace(name)));
    done(peer.answer(seq));
  }

  private static ConformanceCase<ServerScene> name(String what, String name) {
    return must(
        "request/workspace/name-" + what,
        "PROTOCOL#workspaces-and-grants",
        "a workspace's name that is '"
            + (name.length() > 20 ? "a 65 times" : name)
            + "' is INVALID_ARGUMENT",
        scene -> {
          Peer peer = scene.welcomed();
          long seq = peer.nextRequest();
          peer.send(createWorkspace(Frames.request(seq), name));
          peer.refusedRequest(seq, ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
        });
  }
}
