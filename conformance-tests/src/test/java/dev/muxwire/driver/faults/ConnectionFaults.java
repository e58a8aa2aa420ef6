package dev.muxwire.driver.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.client.peer.Upgrade;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.GetIdentity;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Handshake, refusals, reconnecting, liveness. */
final class ConnectionFaults {
  private static final Set<Integer> FOR_GOOD = Set.of(4401, 4403, 4409, 4426);

  private ConnectionFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.upgrades("asks-no-subprotocol", ConnectionFaults::withoutSubprotocol),
        Fault.changes(
            "greets-without-token",
            ClientFrame::hasHello,
            frame -> frame.toBuilder().setHello(frame.getHello().toBuilder().clearToken()).build()),
        new Fault("sends-large-packets-before-welcome", LargeBeforeWelcome::new),
        new Fault("sends-requests-before-welcome", EagerRequests::new),
        Fault.changesLater(
            "forgets-its-identity", ClientFrame::hasHello, hello(Hello.Builder::clearIdentity)),
        new Fault("loses-an-identity-that-is-not-told-again", () -> new Forgetful(false)),
        new Fault("loses-an-identity-that-is-told-again", () -> new Forgetful(true)),
        Fault.sends(
            "keeps-the-identity-that-was-reset",
            () ->
                (connection, frame) ->
                    connection == 3 && frame.hasHello()
                        ? List.of(
                            hello(hello -> hello.setIdentity(Frames.identity("client-1")))
                                .apply(frame))
                        : List.of(frame)),
        Fault.does(
            "does-not-take-a-saved-identity",
            request ->
                request.hasConnect()
                    ? request.toBuilder()
                        .setConnect(request.getConnect().toBuilder().clearIdentity())
                        .build()
                    : request),
        welcome(
            "ignores-the-packet-limit",
            welcome ->
                welcome.getLimits().getMaxPacketBytes() == 4 << 10
                    ? welcome.setLimits(welcome.getLimits().toBuilder().setMaxPacketBytes(65_536))
                    : welcome),
        welcome(
            "ignores-the-request-limit",
            welcome -> welcome.setLimits(welcome.getLimits().toBuilder().clearMaxRequests())),
        Fault.closes(
            "comes-again-after-a-final-refusal",
            code -> FOR_GOOD.contains(code) ? 1011 : code,
            () -> (connection, frame) -> isOfConnection(frame) ? List.of() : List.of(frame)),
        Fault.closes(
            "gives-up-after-any-refusal",
            code -> code == 1011 || code > 4400 ? 4401 : code,
            () ->
                (connection, frame) ->
                    List.of(
                        isOfConnection(frame)
                            ? Frames.error(0, ErrorCode.ERROR_CODE_UNAUTHENTICATED)
                            : frame)),
        new Fault("never-comes-again", NeverAgain::new),
        Fault.does(
            "does-not-back-off",
            request ->
                request.hasConnect()
                    ? request.toBuilder()
                        .setConnect(
                            request.getConnect().toBuilder()
                                .setFirstBackoffMs(1)
                                .setMaxBackoffMs(1))
                        .build()
                    : request),
        Fault.closes(
            "waits-after-a-drain",
            code -> code == 1001 ? 1011 : code,
            () -> (connection, frame) -> frame.hasGoAway() ? List.of() : List.of(frame)),
        Fault.ignores("ignores-go-away", ServerFrame::hasGoAway),
        new Fault("drops-results-after-go-away", DropsResults::new),
        Fault.does(
            "does-not-disconnect",
            request ->
                request.hasDisconnect()
                    ? request.toBuilder().setGetIdentity(GetIdentity.getDefaultInstance()).build()
                    : request),
        welcome("pings-as-it-likes", welcome -> welcome.setPingIntervalMs(15_000)),
        new Fault("answers-the-first-ping-alone", FirstPongAlone::new),
        new Fault("answers-no-ping-while-stalled", NoPongWhileStalled::new),
        Fault.omits("tells-no-tally", ClientFrame::hasReceived),
        Fault.mistakes(
            "answers-tallies-with-tallies",
            ServerFrame::hasReceived,
            frame ->
                ServerFrame.newBuilder().setCredit(Credit.newBuilder().setLimitBytes(1)).build()));
  }

  private static boolean isOfConnection(ServerFrame frame) {
    return frame.getStreamId() == 0
        && frame.hasError()
        && frame.getError().getRequestSeq() == 0
        && frame.getError().getTransferId() == 0;
  }

  private static UnaryOperator<ClientFrame> hello(UnaryOperator<Hello.Builder> change) {
    return frame -> frame.toBuilder().setHello(change.apply(frame.getHello().toBuilder())).build();
  }

  private static Fault welcome(String name, UnaryOperator<Welcome.Builder> change) {
    return Fault.mistakes(
        name,
        ServerFrame::hasWelcome,
        frame ->
            frame.toBuilder().setWelcome(change.apply(frame.getWelcome().toBuilder())).build());
  }

  private static Upgrade withoutSubprotocol(Upgrade asked) {
    Map<String, String> headers = new HashMap<>(asked.headers());
    headers.remove("sec-websocket-protocol");
    return new Upgrade(asked.path(), headers);
  }

  /** Knows whether Welcome was sent on the first connection. */
  private abstract static class UntilWelcome implements Tamper {
    private boolean welcomed;

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      welcomed |= packet.stream().anyMatch(ServerFrame::hasWelcome);
      return List.of(packet);
    }

    boolean welcomed() {
      return welcomed;
    }
  }

  private static final class LargeBeforeWelcome extends UntilWelcome {
    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      return List.of(
          packet.stream()
              .map(frame -> frame.hasAttach() && !welcomed() ? padded(frame) : frame)
              .toList());
    }

    private static ClientFrame padded(ClientFrame frame) {
      UnknownFieldSet padding =
          UnknownFieldSet.newBuilder()
              .addField(
                  999,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFrom(new byte[5_000]))
                      .build())
              .build();
      return frame.toBuilder()
          .setAttach(frame.getAttach().toBuilder().setUnknownFields(padding))
          .build();
    }
  }

  private static final class EagerRequests extends UntilWelcome {
    private boolean asked;

    @Override
    public Message asked(Message request) {
      asked |= ((DriverRequest) request).hasMutate() && !welcomed();
      return request;
    }

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      boolean eager = asked && !welcomed() && !packet.get(0).hasHello();
      asked &= !eager;
      return eager
          ? List.of(
              packet,
              List.of(ClientFrame.newBuilder().setMutate(Mutate.getDefaultInstance()).build()),
              List.of(
                  ClientFrame.newBuilder()
                      .setStreamId(900)
                      .setSearchScrollback(SearchScrollback.getDefaultInstance())
                      .build()))
          : List.of(packet);
    }
  }

  /** Has no identity any more once the second Welcome told it again, or did not. */
  private static final class Forgetful implements Tamper {
    private final boolean whenTold;
    private boolean lost;

    Forgetful(boolean whenTold) {
      this.whenTold = whenTold;
    }

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      lost |=
          connection > 1
              && packet.stream()
                  .anyMatch(
                      frame ->
                          frame.hasWelcome()
                              && frame.getWelcome().hasIdentity() == whenTold
                              && !frame.getWelcome().getIdentityReset());
      return List.of(packet);
    }

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      return List.of(
          packet.stream()
              .map(
                  frame ->
                      lost && frame.hasHello()
                          ? hello(Hello.Builder::clearIdentity).apply(frame)
                          : frame)
              .toList());
    }
  }

  private static final class NeverAgain implements Tamper {
    @Override
    public boolean connects(int connection) {
      return connection == 1;
    }
  }

  private static final class DropsResults implements Tamper {
    private boolean goesAway;

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      goesAway |= packet.stream().anyMatch(ServerFrame::hasGoAway);
      return goesAway && packet.stream().anyMatch(ServerFrame::hasMutateResult)
          ? List.of()
          : List.of(packet);
    }
  }

  private static final class FirstPongAlone implements Tamper {
    private final List<Integer> answered = new ArrayList<>();

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<ClientFrame> kept = new ArrayList<>();
      for (ClientFrame frame : packet) {
        if (!frame.hasPong() || !answered.contains(connection)) {
          kept.add(frame);
        }
        if (frame.hasPong()) {
          answered.add(connection);
        }
      }
      return kept.isEmpty() ? List.of() : List.of(kept);
    }
  }

  private static final class NoPongWhileStalled implements Tamper {
    private boolean stalled;

    @Override
    public Message asked(Message request) {
      stalled |= ((DriverRequest) request).getAttach().getStopped();
      return request;
    }

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<ClientFrame> kept =
          packet.stream().filter(frame -> !stalled || !frame.hasPong()).toList();
      return kept.isEmpty() ? List.of() : List.of(kept);
    }
  }

  /** Whatever an Error says, it says this. */
  static ServerFrame as(ServerFrame frame, ErrorCode code) {
    Error.Builder error = frame.getError().toBuilder().setCode(code);
    return frame.toBuilder().setError(error).build();
  }
}
