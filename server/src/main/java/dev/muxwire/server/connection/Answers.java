package dev.muxwire.server.connection;

import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.RequestDone;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.auth.Identities;
import dev.muxwire.server.wire.StateRequests;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolViolation;

/**
 * How a request of stream 0 is answered: once, by its result or by an Error with its request_seq.
 */
final class Answers {
  private final StreamContext context;
  private final Results results;
  private int open;

  Answers(StreamContext context, Results results) {
    this.context = context;
    this.results = results;
  }

  void guard(long seq, Runnable task) {
    int limit = context.server().limits().maxRequests();
    open++;
    try {
      if (open > limit) {
        throw new ProtocolViolation(
            ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
            "at most " + limit + " requests may wait for their results",
            limit);
      }
      task.run();
    } catch (ProtocolViolation violation) {
      refuse(seq, violation);
    }
  }

  void done(long seq) {
    answer(
        ServerFrame.REQUEST_DONE_FIELD_NUMBER, RequestDone.newBuilder().setRequestSeq(seq).build());
  }

  void refuse(long seq, ProtocolViolation violation) {
    answer(ServerFrame.ERROR_FIELD_NUMBER, violation.toError(seq));
  }

  /** From any loop. */
  void answer(int field, MessageLite message) {
    context
        .loop()
        .enter(
            () -> {
              open--;
              results.send(Bodies.encode(field, message));
            });
  }

  /** Whose request it is, and which. */
  Batch.Request identify(RequestId id) {
    String clientId = context.clientId();
    return StateRequests.request(clientId, Identities.issuedAtMs(clientId), id);
  }

  interface WhenApplied {
    void applied(long epoch, long revision);
  }

  interface WhenRefused {
    void refused(long epoch, BatchRefused refusal);
  }

  static Workspace.Outcome outcome(WhenApplied applied, WhenRefused refused) {
    return new Workspace.Outcome() {
      @Override
      public void applied(long epoch, long revision) {
        applied.applied(epoch, revision);
      }

      @Override
      public void refused(long epoch, BatchRefused refusal) {
        refused.refused(epoch, refusal);
      }
    };
  }
}
