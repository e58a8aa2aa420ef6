package dev.muxwire.server.connection;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.HostRegistered;
import dev.muxwire.proto.v1.LivingTerminal;
import dev.muxwire.proto.v1.Open;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.terminal.Host;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A registered terminal host. */
final class HostStream extends ServerStream implements Host {
  private final RegisterHost registration;
  private final TerminalDirectory directory;

  HostStream(StreamContext context, int id, RegisterHost registration, WorkspaceRooms rooms) {
    super(context, id, 0, rooms);
    this.registration = registration;
    this.directory = rooms.terminals();
    if (registration.getHostId().isEmpty()
        || registration.getHostIdBytes().size() > 50
        || registration.getInstance().isEmpty()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "a host needs a host_id of 1 to 50 bytes and an instance");
    }
    Set<String> living =
        registration.getTerminalsList().stream()
            .map(LivingTerminal::getTerminalId)
            .collect(Collectors.toSet());
    directory
        .loop()
        .execute(
            () ->
                directory.register(
                    registration.getHostId(),
                    registration.getInstance(),
                    living,
                    registration.getTakeOver(),
                    this));
  }

  @Override
  public long connectionId() {
    return context.connectionId();
  }

  @Override
  public void registered(List<String> unknownTerminalIds) {
    // Those that do not fit are told when they are published.
    int fitting = context.maxPacketBytes() / (2 * ProtocolLimits.ENTITY_ID_BYTES);
    HostRegistered message =
        HostRegistered.newBuilder()
            .addAllUnknownTerminalIds(
                unknownTerminalIds.stream().filter(HostStream::mayBeId).limit(fitting).toList())
            .build();
    later(
        () ->
            context
                .outbound()
                .control(id, Bodies.encode(ServerFrame.HOST_REGISTERED_FIELD_NUMBER, message)));
  }

  /** No terminal has a longer one, whatever a host may say. */
  private static boolean mayBeId(String id) {
    return ByteString.copyFromUtf8(id).size() <= ProtocolLimits.ENTITY_ID_BYTES;
  }

  @Override
  public void open(String terminalId, TerminalSpec spec) {
    Open message = Open.newBuilder().setTerminalId(terminalId).setSpec(spec).build();
    int limit = context.maxPacketBytes() / 2;
    if (message.getSerializedSize() > limit) {
      directory.opened(
          terminalId,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
              "the host takes specs of at most " + limit + " bytes",
              limit));
      return;
    }
    later(
        () ->
            context.outbound().control(id, Bodies.encode(ServerFrame.OPEN_FIELD_NUMBER, message)));
  }

  @Override
  public void refused(ErrorCode code, String message) {
    later(() -> fail(code, message));
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_HOST)
        .setWorkspace(registration.getWorkspace())
        .setHostId(registration.getHostId());
  }

  @Override
  void onFrame(ClientFrame frame) {
    if (!frame.hasOpenResult()) {
      throw misplaced(frame);
    }
    OpenResult result = frame.getOpenResult();
    ProtocolViolation failure =
        result.getCode() == ErrorCode.ERROR_CODE_UNSPECIFIED
            ? null
            : new ProtocolViolation(result.getCode(), result.getMessage());
    directory.loop().execute(() -> directory.opened(result.getTerminalId(), failure));
  }

  @Override
  void onClosed() {
    directory.loop().execute(() -> directory.unregister(registration.getHostId(), this));
  }
}
