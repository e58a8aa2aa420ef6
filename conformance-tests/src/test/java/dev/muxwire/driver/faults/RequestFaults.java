package dev.muxwire.driver.faults;

import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Requests. */
final class RequestFaults {
  private RequestFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.mistakes(
            "mixes-up-results",
            frame -> frame.getMutateResult().getRequestSeq() == 1,
            frame ->
                frame.toBuilder()
                    .setMutateResult(
                        frame.getMutateResult().toBuilder()
                            .setRevision(frame.getMutateResult().getRevision() + 1))
                    .build()),
        Fault.changes(
            "lets-no-result-be-forgotten",
            ClientFrame::hasMutate,
            request(id -> id.setLowestOutstandingSeq(1))),
        Fault.changes(
            "sends-no-preconditions",
            ClientFrame::hasMutate,
            mutate(Mutate.Builder::clearPreconditions)),
        Fault.changes(
            "does-not-say-what-it-sends-again",
            ClientFrame::hasMutate,
            request(RequestId.Builder::clearResend)),
        Fault.changes(
            "says-that-all-is-sent-again",
            ClientFrame::hasMutate,
            request(id -> id.setResend(true))),
        Fault.omitsLater(
            "sends-nothing-again",
            frame -> frame.hasMutate() || (frame.hasChunk() && frame.getStreamId() == 0)),
        new Fault("sends-again-backwards", Backwards::new),
        new Fault("sends-everything-again", Everything::new),
        Fault.mistakes(
            "ignores-identity-reset",
            ServerFrame::hasWelcome,
            frame ->
                frame.toBuilder()
                    .setWelcome(frame.getWelcome().toBuilder().clearIdentityReset())
                    .build()),
        Fault.mistakes(
            "tells-no-details-of-failures",
            frame -> frame.getMutateResult().hasFailure(),
            frame -> {
              var result = frame.getMutateResult().toBuilder();
              result.getFailureBuilder().clearIndex().clearCurrent();
              return frame.toBuilder().setMutateResult(result).build();
            }),
        Fault.tells("tells-no-codes", RequestFaults::withoutCode),
        Fault.mistakes(
            "takes-unknown-codes-for-final",
            frame -> frame.getError().getCode() == ErrorCode.UNRECOGNIZED,
            frame -> ConnectionFaults.as(frame, ErrorCode.ERROR_CODE_NOT_FOUND)),
        Fault.mistakes(
            "takes-any-error-for-its-request",
            frame -> frame.hasError() && frame.getStreamId() == 0,
            frame ->
                frame.toBuilder().setError(frame.getError().toBuilder().setRequestSeq(1)).build()),
        Fault.mistakes(
            "retries-what-is-refused-for-good",
            frame -> frame.getError().getRequestSeq() != 0,
            frame -> ConnectionFaults.as(frame, ErrorCode.ERROR_CODE_DRAINING)),
        Fault.mistakes(
            "gets-nothing",
            ServerFrame::hasGetResult,
            frame ->
                frame.toBuilder()
                    .setGetResult(frame.getGetResult().toBuilder().clearEntities())
                    .build()),
        Fault.mistakes(
            "lists-nothing",
            ServerFrame::hasWorkspaceList,
            frame ->
                frame.toBuilder()
                    .setWorkspaceList(frame.getWorkspaceList().toBuilder().clearWorkspaces())
                    .build()));
  }

  private static UnaryOperator<ClientFrame> mutate(UnaryOperator<Mutate.Builder> change) {
    return frame ->
        frame.toBuilder().setMutate(change.apply(frame.getMutate().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> request(UnaryOperator<RequestId.Builder> change) {
    return mutate(mutate -> mutate.setRequest(change.apply(mutate.getRequest().toBuilder())));
  }

  private static DriverEvent withoutCode(DriverEvent event) {
    ErrorCode none = ErrorCode.ERROR_CODE_INTERNAL;
    if (event.hasFailed()) {
      return event.toBuilder().setFailed(event.getFailed().toBuilder().setCode(none)).build();
    }
    if (event.getEnded().hasError()) {
      Failed.Builder error = event.getEnded().getError().toBuilder().setCode(none);
      return event.toBuilder().setEnded(event.getEnded().toBuilder().setError(error)).build();
    }
    return event;
  }

  private static final class Backwards implements Tamper {
    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<ClientFrame> frames = new ArrayList<>(packet);
      if (packet.stream().filter(ClientFrame::hasMutate).count() > 1 && connection > 1) {
        Collections.reverse(frames);
      }
      return List.of(frames);
    }
  }

  /** Remembers its mutations, and sends them on each new connection. */
  private static final class Everything implements Tamper {
    private final List<ClientFrame> mutations = new ArrayList<>();
    private int repeatedOn = 1;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<List<ClientFrame>> packets = new ArrayList<>(List.of(packet));
      boolean due = connection > repeatedOn && !packet.get(0).hasHello();
      boolean repeatsItself = packet.stream().anyMatch(ClientFrame::hasMutate);
      if (due && !repeatsItself && !mutations.isEmpty()) {
        repeatedOn = connection;
        packets.add(mutations.stream().map(request(id -> id.setResend(true))).toList());
      } else if (!due) {
        packet.stream().filter(ClientFrame::hasMutate).forEach(mutations::add);
      }
      return packets;
    }
  }
}
