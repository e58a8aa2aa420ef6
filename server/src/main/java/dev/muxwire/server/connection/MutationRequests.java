package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.wire.StateRequests;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Change;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/** Changes of a workspace's state, and entities read whole. */
final class MutationRequests {
  private static final int MAX_GET_IDS = 256;

  private final StreamContext context;
  private final Answers answers;
  private final ServerEvents events;

  MutationRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
    this.events = context.server().events();
  }

  void mutate(Mutate mutate) {
    long seq = mutate.getRequest().getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_WRITE, mutate.getWorkspace());
          Batch batch = StateRequests.batch(answers.identify(mutate.getRequest()), mutate);
          long arrivedMicros = context.loop().nowMicros();
          context
              .workspace(mutate.getWorkspace())
              .state()
              .submit(
                  batch,
                  Answers.outcome(
                      (epoch, revision) -> {
                        events.mutationApplied(context.loop().nowMicros() - arrivedMicros);
                        answers.answer(
                            ServerFrame.MUTATE_RESULT_FIELD_NUMBER,
                            MutateResult.newBuilder()
                                .setRequestSeq(seq)
                                .setEpoch(epoch)
                                .setRevision(revision)
                                .build());
                      },
                      (epoch, refusal) -> {
                        events.mutationRefused(refusal.code().name());
                        answers.answer(
                            ServerFrame.MUTATE_RESULT_FIELD_NUMBER,
                            MutateResult.newBuilder()
                                .setRequestSeq(seq)
                                .setEpoch(epoch)
                                .setFailure(failure(refusal))
                                .build());
                      }));
        });
  }

  private static MutateFailure failure(BatchRefused refusal) {
    MutateFailure.Builder failure =
        MutateFailure.newBuilder()
            .setCode(refusal.code())
            .setMessage(String.valueOf(refusal.getMessage()))
            .setIndex(refusal.index());
    Change current = refusal.current();
    if (current != null) {
      failure.setCurrent(current.toProto());
    }
    return failure.build();
  }

  void get(Get get) {
    answers.guard(
        get.getRequestSeq(),
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_READ, get.getWorkspace());
          if (get.getIdsCount() > MAX_GET_IDS) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "at most " + MAX_GET_IDS + " ids a Get",
                MAX_GET_IDS);
          }
          context
              .workspace(get.getWorkspace())
              .state()
              .get(
                  get.getIdsList(),
                  (epoch, revision, found) -> got(get.getRequestSeq(), epoch, revision, found),
                  why -> answers.refuse(get.getRequestSeq(), why));
        });
  }

  private void got(long seq, long epoch, long revision, List<Change> found) {
    GetResult.Builder result =
        GetResult.newBuilder().setRequestSeq(seq).setEpoch(epoch).setRevision(revision);
    found.forEach(change -> result.addEntities(change.toProto()));
    GetResult message = result.build();
    long limit = context.server().limits().maxMessageBytes();
    if (message.getSerializedSize() > limit) {
      answers.refuse(
          seq,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
              "these entities have more than " + limit + " bytes; get fewer at once",
              limit));
    } else {
      answers.answer(ServerFrame.GET_RESULT_FIELD_NUMBER, message);
    }
  }
}
