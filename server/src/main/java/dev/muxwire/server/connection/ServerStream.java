package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolViolation;
import dev.muxwire.wire.ReceiveCredit;
import dev.muxwire.wire.SendCredit;

/**
 * One open stream of a connection. Belongs to the connection's loop; what comes from other owners
 * is handed over with {@link #later}, and falls away once the stream is closed.
 */
abstract class ServerStream {
  final StreamContext context;
  final int id;
  final SendCredit sendCredit;
  final ReceiveCredit receiveCredit;
  private final WorkspaceLife workspaceLife;
  private final Runnable workspaceOver;
  private boolean paused;
  private boolean closed;

  ServerStream(StreamContext context, int id, long receiveWindowBytes, WorkspaceRooms rooms) {
    this.context = context;
    this.workspaceLife = rooms.life();
    this.workspaceOver =
        () ->
            later(
                () ->
                    fail(
                        ErrorCode.ERROR_CODE_NOT_FOUND,
                        "workspace '" + rooms.name() + "' was deleted"));
    this.id = id;
    this.sendCredit = new SendCredit(context.peerInitialCreditBytes());
    this.receiveCredit =
        new ReceiveCredit(context.server().limits().initialCreditBytes(), receiveWindowBytes);
  }

  /** It is open, and lives no longer than its workspace. */
  final void opened() {
    workspaceLife.whenOver(workspaceOver);
  }

  /** A frame that belongs to this kind of stream. */
  abstract void onFrame(ClientFrame frame);

  /** What it is, and how far behind: the parts that every kind knows of itself. */
  abstract void describe(StreamStatus.Builder status);

  /** The stream is over: gives back what it holds elsewhere. */
  abstract void onClosed();

  /** How it stands. */
  final StreamStatus status() {
    StreamStatus.Builder status =
        StreamStatus.newBuilder()
            .setStreamId(id)
            .setSentBytes(sendCredit.sentBytes())
            .setCreditBytes(sendCredit.availableBytes())
            .setPaused(paused);
    describe(status);
    return status.build();
  }

  /** What it carries, for logs and metrics: "TERMINAL". */
  final String kindName() {
    return status().getKind().name().substring("STREAM_KIND_".length());
  }

  final boolean isClosed() {
    return closed;
  }

  final boolean isPaused() {
    return paused;
  }

  final void close() {
    if (!closed) {
      closed = true;
      workspaceLife.forget(workspaceOver);
      onClosed();
    }
  }

  final void pause(boolean newPaused) {
    paused = newPaused;
    context.outbound().wake();
  }

  final void onCredit(Credit credit) {
    sendCredit.raiseTo(credit.getLimitBytes());
    context.outbound().wake();
  }

  /** Counts what arrived on this stream against its credit. */
  final void onReceived(long bytes) {
    receiveCredit.received(bytes);
  }

  /** A message has come in chunks, and will be counted as it is handled: not twice. */
  final void onReassembled(long bytes) {
    receiveCredit.reassembled(bytes);
  }

  /** Counts what is done with, and grants more when it is time. */
  final void consumed(long bytes) {
    receiveCredit.consumed(bytes);
    grantIfDue();
  }

  /** Grants more when it is worth a frame. */
  final void grantIfDue() {
    if (receiveCredit.shouldRaise()) {
      grant();
    }
  }

  /** Grants whatever there is to grant. */
  final void grant() {
    if (receiveCredit.canRaise()) {
      context
          .outbound()
          .controlLatest(
              id,
              ServerFrame.CREDIT_FIELD_NUMBER,
              Bodies.encode(
                  ServerFrame.CREDIT_FIELD_NUMBER,
                  Credit.newBuilder().setLimitBytes(receiveCredit.raise()).build()));
    }
  }

  /** Runs on the connection's loop, if the stream is still open then. */
  final void later(Runnable task) {
    context.loop().execute(() -> ifOpen(task));
  }

  /** The same, perhaps within this call: for what somebody waits for who typed. */
  final void soon(Runnable task) {
    context.loop().enter(() -> ifOpen(task));
  }

  private void ifOpen(Runnable task) {
    if (!closed) {
      context.guard(id, task);
    }
  }

  /** Ends the stream with an error. */
  final void fail(ErrorCode code, String message) {
    context.endStream(id, new ProtocolViolation(code, message));
  }

  static final byte[] CLOSE_STREAM =
      Bodies.encode(ServerFrame.CLOSE_STREAM_FIELD_NUMBER, CloseStream.getDefaultInstance());

  static ProtocolViolation misplaced(ClientFrame frame) {
    return new ProtocolViolation(
        ErrorCode.ERROR_CODE_STREAM_INVALID,
        frame.getBodyCase() + " does not belong on this stream");
  }
}
