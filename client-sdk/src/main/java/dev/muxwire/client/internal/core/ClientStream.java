package dev.muxwire.client.internal.core;

import com.google.protobuf.MessageLite;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.ProtocolViolation;
import dev.muxwire.wire.ReceiveCredit;
import dev.muxwire.wire.SendCredit;
import org.jspecify.annotations.Nullable;

/**
 * A stream that survives connections: on each one it is opened again from its cursor.
 *
 * <pre>
 *   IDLE ──link, wanted──▶ OPENING ──first frame written──▶ OPEN
 *    ▲                        │                              │
 *    ├──────── link lost ─────┴──────────────────────────────┤
 *    └──────── Error: NOW, LATER (after a wait) ─────────────┤
 *   any ──stop(), CloseStream, Error: NEVER──▶ ENDED
 * </pre>
 */
abstract class ClientStream implements Source {
  private static final int RAISE_MS = 50;

  /** Around the data of a Chunk: tags, lengths and the other fields at their longest. */
  private static final int CHUNK_OVERHEAD_BYTES = 48;

  private static final int MIN_CHUNK_BYTES = 256;

  /** What opens a stream. */
  record Opening(int fieldNumber, MessageLite message) {}

  // Valid for the stream's life.
  final CoreContext context;
  private final Retries retries;
  private Loop.@Nullable Timer retryTimer;
  private boolean ended;

  // Valid for one connection.
  private @Nullable Link link;
  private int streamId;
  private Unpacker unpacker = new Unpacker();
  private long openedAtMs;
  private boolean paused;
  private @Nullable ReceiveCredit receiveCredit;
  private @Nullable SendCredit sendCredit;
  private @Nullable ChunkSender transfer;
  private boolean openingInChunks;
  private Loop.@Nullable Timer raiseTimer;
  private boolean raiseDue;
  private int wholeMessagesWaiting;

  ClientStream(CoreContext context) {
    this.context = context;
    this.retries = context.newRetries();
  }

  /** Is the stream to be opened at all? */
  abstract boolean isWanted();

  /** What opens it, from where it stands now. */
  abstract Opening opening();

  /** It was opened on a connection. */
  abstract void onOpen();

  /** The connection knows us: what must not travel before Welcome may now. */
  void onWelcome(boolean identityReset) {}

  /** A body of this stream. */
  abstract void onFrame(ServerFrame frame, Runnable whenConsumed);

  /** It is closed on this connection; unless it ended, it will be opened again. */
  abstract void onDetached();

  /** It ended for good; null = the server closed it in good order. */
  abstract void onEnded(@Nullable MuxwireException reason);

  /** Adds frames of a lane; as {@link Source#fill}. */
  abstract boolean fillOpen(Lane lane, PacketWriter out);

  final Unpacker unpacker() {
    return unpacker;
  }

  /** There is a connection; opens the stream on it if it is wanted. */
  final void connect(Link newLink) {
    link = newLink;
    tryOpen();
  }

  /** It became wanted. */
  final void tryOpen() {
    Link current = link;
    if (current != null && !ended && retryTimer == null && isWanted() && current.takesNew()) {
      current.outbox().want(Lane.CONTROL, this);
    }
  }

  /** The connection is gone. */
  final void disconnect() {
    link = null;
    cancelRetry();
    detach();
  }

  private void detach() {
    boolean was = streamId != 0;
    endOpeningInChunks();
    streamId = 0;
    unpacker = new Unpacker();
    paused = false;
    receiveCredit = null;
    sendCredit = null;
    transfer = null;
    raiseDue = false;
    wholeMessagesWaiting = 0;
    if (raiseTimer != null) {
      raiseTimer.cancel();
      raiseTimer = null;
    }
    if (was) {
      onDetached();
    }
  }

  private void cancelRetry() {
    if (retryTimer != null) {
      retryTimer.cancel();
      retryTimer = null;
    }
  }

  final boolean isOpen() {
    return streamId != 0;
  }

  final boolean isEnded() {
    return ended;
  }

  final @Nullable Link link() {
    return link;
  }

  final int streamId() {
    return streamId;
  }

  final boolean isWelcomed() {
    Link current = link;
    return current != null && current.isWelcomed();
  }

  /** Asks to be filled into a packet of this lane. */
  final void want(Lane lane) {
    Link current = link;
    if (current != null && isOpen()) {
      current.outbox().want(lane, this);
    }
  }

  /** What may be sent now that counts against credit. */
  final long sendableBytes() {
    SendCredit credit = sendCredit;
    return credit == null || paused ? 0 : credit.availableBytes();
  }

  final void spend(long bytes) {
    SendCredit credit = sendCredit;
    if (credit != null) {
      credit.spend(bytes);
    }
  }

  /** Closes it here, and opens it again from its cursor. */
  final void reopen() {
    endOnWire(null);
    detach();
    tryOpen();
  }

  /** Ends it for good, without telling anybody but the server. */
  final void stop() {
    if (ended) {
      return;
    }
    ended = true;
    cancelRetry();
    endOnWire(null);
    detach();
  }

  private void endOnWire(dev.muxwire.proto.v1.@Nullable Error error) {
    Link current = link;
    if (current != null && streamId != 0) {
      current.endStream(streamId, error);
    }
  }

  /** Ends it for good, with a reason for the application. */
  final void endWith(MuxwireException reason) {
    if (!ended) {
      stop();
      onEnded(reason);
    }
  }

  final void closedByServer() {
    endedByServer(null);
  }

  final void failedByServer(MuxwireException reason) {
    if (reason.retry() == ErrorCode.Retry.NEVER) {
      endedByServer(reason);
    } else {
      detach();
      retry(reason);
    }
  }

  /** What arrived before the end is still delivered: the stream ends before it is detached. */
  private void endedByServer(@Nullable MuxwireException reason) {
    boolean was = ended;
    ended = true;
    detach();
    if (!was) {
      onEnded(reason);
    }
  }

  /** The server broke the rules of this stream alone. */
  final void violated(ProtocolViolation violation) {
    endOnWire(violation.toError(0));
    detach();
    onViolation();
    // Its own kind of failure: the server may do better from a fresh start.
    retry(Converters.exception(violation));
  }

  /** Chance to forget a cursor that led to a violation. */
  void onViolation() {}

  private void retry(MuxwireException reason) {
    if (ended || link == null) {
      return;
    }
    if (context.loop().nowMs() - openedAtMs > context.options().backoff().max().toMillis()) {
      retries.reset(); // it worked for long enough to call this a new trouble
    }
    boolean atOnce = reason.retry() == ErrorCode.Retry.NOW && retries.isFresh();
    long delayMs = retries.nextDelayMs(reason.retryAfter().toMillis());
    retryTimer =
        context
            .loop()
            .schedule(
                atOnce ? 0 : delayMs,
                () -> {
                  retryTimer = null;
                  tryOpen();
                });
  }

  // Receiving.

  final void received(ServerFrame frame, long costBytes) {
    ReceiveCredit credit = receiveCredit;
    if (ended || credit == null) {
      return;
    }
    credit.received(costBytes);
    onFrame(frame, () -> consumed(credit, costBytes));
  }

  /** A chunk is consumed as it enters reassembly. */
  final void chunkReceived(int dataBytes) {
    ReceiveCredit credit = receiveCredit;
    if (credit != null) {
      credit.received(dataBytes);
      consumed(credit, dataBytes);
    }
  }

  /** A whole message from chunks: nothing more is granted until the application took it. */
  final void receivedInChunks(ServerFrame frame) {
    ReceiveCredit credit = receiveCredit;
    if (ended || credit == null) {
      return;
    }
    if (frame.getStreamId() != 0 || frame.getBodyCase() == ServerFrame.BodyCase.CHUNK) {
      throw unexpected(frame);
    }
    wholeMessagesWaiting++;
    onFrame(
        frame,
        () -> {
          if (receiveCredit == credit) {
            wholeMessagesWaiting--;
            consumed(credit, 0);
          }
        });
  }

  /** Consumption of an earlier connection's bytes means nothing to this one's credit. */
  private void consumed(ReceiveCredit credit, long bytes) {
    if (receiveCredit != credit) {
      return;
    }
    credit.consumed(bytes);
    if (credit.shouldRaise()) {
      raiseSoon();
    } else if (credit.canRaise() && raiseTimer == null) {
      raiseTimer =
          context
              .loop()
              .schedule(
                  RAISE_MS,
                  () -> {
                    raiseTimer = null;
                    raiseSoon();
                  });
    }
  }

  private void raiseSoon() {
    raiseDue = true;
    want(Lane.CONTROL);
  }

  static ProtocolViolation unexpected(ServerFrame frame) {
    return new ProtocolViolation(
        dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_UNSUPPORTED,
        "this stream does not take " + frame.getBodyCase());
  }

  // Sending.

  final void credited(long limitBytes) {
    SendCredit credit = sendCredit;
    if (credit != null) {
      credit.raiseTo(limitBytes);
      wantAllThatCosts();
    }
  }

  final void paused(boolean value) {
    paused = value;
    if (!value) {
      wantAllThatCosts();
    }
  }

  private void wantAllThatCosts() {
    want(Lane.INPUT);
    want(Lane.BULK);
  }

  @Override
  public final boolean fill(Lane lane, PacketWriter out) {
    Link current = link;
    if (current == null || ended) {
      return false;
    }
    if (!isOpen()) {
      return lane == Lane.CONTROL && fillOpening(current, out);
    }
    if (lane == Lane.BULK && transfer != null) {
      return fillTransfer(out);
    }
    if (lane == Lane.CONTROL && !fillCredit(out)) {
      return true;
    }
    return fillOpen(lane, out);
  }

  private boolean fillOpening(Link current, PacketWriter out) {
    if (!isWanted() || !current.takesNew() || retryTimer != null) {
      return false;
    }
    if (current.isOpeningInChunks()) {
      current.openLater(this);
      return false;
    }
    Opening opening = opening();
    int id = current.nextStreamId();
    PacketWriter.Added added = out.add(id, opening.fieldNumber(), opening.message());
    if (added == PacketWriter.Added.NEXT_PACKET
        || (added == PacketWriter.Added.TOO_LARGE && !out.isEmpty())) {
      return true;
    }
    current.register(this);
    opened(current, id);
    if (added == PacketWriter.Added.TOO_LARGE) {
      // The first chunk goes at once: the id must be on the wire before a higher one is.
      openingInChunks = true;
      current.openingInChunks(true);
      sendInChunks(opening.fieldNumber(), opening.message());
      fillTransfer(out);
    }
    return false;
  }

  private void opened(Link current, int id) {
    streamId = id;
    openedAtMs = context.loop().nowMs();
    sendCredit = new SendCredit(current.initialSendCreditBytes());
    receiveCredit =
        new ReceiveCredit(
            context.limits().windowBytes(),
            context.limits().windowBytes(),
            context.limits().maxWindowBytes());
    onOpen();
  }

  /** Sends a message that fits no packet; nothing else may be in transfer. */
  final void sendInChunks(int fieldNumber, MessageLite message) {
    Link current = link;
    if (current != null && transfer == null) {
      transfer = new ChunkSender(current.newTransferId(), Bodies.encode(fieldNumber, message));
      want(Lane.BULK);
    }
  }

  final boolean isTransferring() {
    return transfer != null;
  }

  private boolean fillTransfer(PacketWriter out) {
    ChunkSender sender = transfer;
    while (sender != null && !sender.done()) {
      long room = Math.min(sendableBytes(), out.roomForData(streamId, CHUNK_OVERHEAD_BYTES));
      if (room < Math.min(MIN_CHUNK_BYTES, sender.remainingBytes())) {
        return sendableBytes() >= MIN_CHUNK_BYTES;
      }
      Chunk chunk = sender.next((int) room);
      out.add(streamId, ClientFrame.CHUNK_FIELD_NUMBER, chunk);
      spend(chunk.getData().size());
    }
    transfer = null;
    endOpeningInChunks();
    want(Lane.CONTROL);
    wantAllThatCosts();
    return false;
  }

  private void endOpeningInChunks() {
    Link current = link;
    if (openingInChunks && current != null) {
      current.openingInChunks(false);
    }
    openingInChunks = false;
  }

  /** Returns false if there is no room. */
  private boolean fillCredit(PacketWriter out) {
    ReceiveCredit credit = receiveCredit;
    if (!raiseDue || credit == null || wholeMessagesWaiting > 0) {
      return true;
    }
    if (!credit.canRaise()) {
      raiseDue = false;
      return true;
    }
    if (out.roomForData(streamId, CHUNK_OVERHEAD_BYTES) < 0) {
      return false;
    }
    Link current = link;
    long roundTripMicros = current == null ? 0 : current.outbox().roundTripMicros();
    long limit = credit.raise(context.loop().nowMicros(), roundTripMicros);
    Credit frame = Credit.newBuilder().setLimitBytes(limit).build();
    out.add(streamId, ClientFrame.CREDIT_FIELD_NUMBER, frame);
    raiseDue = false;
    return true;
  }
}
