package dev.muxwire.client.internal.core;

import com.google.protobuf.MessageLite;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.ProtocolLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests on stream 0, in order, until they have their result. Those that were sent on an earlier
 * connection are sent again, marked so.
 *
 * <p>Nothing leaves before Welcome: until then it is not known whether the server still knows this
 * client, and a request sent under a forgotten identity could neither be repeated nor given up. It
 * costs one round trip after a reconnect, for requests alone.
 *
 * <p>Two bounds: how many wait here, with or without a connection, is the client's own (number and
 * bytes); how many of them are on the wire is the server's, and the next one leaves as a result
 * comes.
 */
final class Requests implements Source {
  private static final int CHUNK_OVERHEAD_BYTES = 48;
  private static final int MIN_CHUNK_BYTES = 256;
  private static final int RESEND_MS = 1_000;

  /** What a request is, whatever connection it travels on. */
  record Kind<T extends @Nullable Object>(
      int fieldNumber,
      Function<RequestId, MessageLite> encoder,
      Function<ServerFrame, T> decoder,
      boolean exactlyOnce) {}

  private final CoreContext context;
  private final TreeMap<Long, PendingRequest<?>> pending = new TreeMap<>();
  private int waitingCount;
  private long waitingBytes;

  /** Read by any thread, to save the identity. */
  private volatile long nextSeq = 1;

  private long lastSentSeq;

  // Valid for one connection.
  private @Nullable Link link;
  private long nextToSend;
  private int onWire;
  private int maxOnWire = ProtocolLimits.DEFAULT_REQUESTS;
  private @Nullable ChunkSender transfer;

  /** The request that goes in chunks now. */
  private long transferSeq;

  Requests(CoreContext context) {
    this.context = context;
  }

  void resumeFrom(long seq) {
    nextSeq = seq;
    lastSentSeq = seq - 1;
  }

  /** The latest number that the server may know. */
  long lastSentSeq() {
    return lastSentSeq;
  }

  long nextSeq() {
    return nextSeq;
  }

  /** Are there requests on this connection whose results may still come? */
  boolean awaitsResults() {
    return onWire > 0;
  }

  /** Adds a request whose future completes on the callback executor. */
  <T extends @Nullable Object> void add(Kind<T> kind, CompletableFuture<T> result) {
    add(kind, () -> true, context.outcome(result));
  }

  /**
   * Adds a request.
   *
   * @param ready false: it waits for {@link #wake}, and all after it
   * @return null: beyond a bound, and failed with LIMIT_EXCEEDED
   */
  <T extends @Nullable Object> @Nullable PendingRequest<T> add(
      Kind<T> kind, BooleanSupplier ready, PendingRequest.Outcome<T> outcome) {
    int bytes = bytesOf(kind);
    MuxwireException beyond = beyondBounds(bytes);
    if (beyond != null) {
      outcome.failed(beyond);
      return null;
    }
    return enqueue(new PendingRequest<>(kind, true, bytes, ready, outcome));
  }

  /** Adds a request that an earlier process sent: with its number, whatever the bounds. */
  <T extends @Nullable Object> PendingRequest<T> addSent(
      long seq, Kind<T> kind, PendingRequest.Outcome<T> outcome) {
    int bytes = bytesOf(kind);
    PendingRequest<T> request = new PendingRequest<>(kind, true, bytes, () -> true, outcome);
    request.sentEver = true;
    request.seq = seq;
    waitingCount++;
    waitingBytes += bytes;
    pending.put(seq, request);
    return request;
  }

  /** Adds a request of the SDK itself, which does not count: at most one for each other one. */
  <T extends @Nullable Object> void addOwn(Kind<T> kind, PendingRequest.Outcome<T> outcome) {
    enqueue(new PendingRequest<>(kind, false, 0, () -> true, outcome));
  }

  private static int bytesOf(Kind<?> kind) {
    return kind.encoder().apply(RequestId.getDefaultInstance()).getSerializedSize();
  }

  /** What {@link #add} would fail with now; null: nothing. */
  @Nullable MuxwireException beyondBounds(Kind<?> kind) {
    return beyondBounds(bytesOf(kind));
  }

  private @Nullable MuxwireException beyondBounds(int bytes) {
    ClientOptions.Limits limits = context.limits();
    if (waitingCount >= limits.maxRequests()) {
      return new MuxwireException(
          ErrorCode.LIMIT_EXCEEDED,
          "At most " + limits.maxRequests() + " requests may wait for results.");
    }
    if (waitingBytes + bytes > limits.requestBufferBytes()) {
      return new MuxwireException(
          ErrorCode.LIMIT_EXCEEDED,
          "Requests that wait for results have at most "
              + limits.requestBufferBytes()
              + " bytes, "
              + bytes
              + " more are too many.");
    }
    return null;
  }

  private <T extends @Nullable Object> PendingRequest<T> enqueue(PendingRequest<T> request) {
    waitingCount += request.counts ? 1 : 0;
    waitingBytes += request.bytes;
    number(request);
    wake();
    return request;
  }

  private void number(PendingRequest<?> request) {
    request.seq = nextSeq;
    nextSeq = request.seq + 1;
    pending.put(request.seq, request);
  }

  /** It waits, and the server has never seen it whole. */
  boolean isUnsent(PendingRequest<?> request) {
    return !request.sentEver && pending.get(request.seq) == request;
  }

  /**
   * Gives all that was never sent new numbers, in order, while there is no connection: behind those
   * that the server may know, so that numbers rise by one on the wire.
   *
   * @param before may add a request ahead of the one it is given
   */
  void renumberUnsent(Consumer<PendingRequest<?>> before) {
    List<PendingRequest<?>> unsent =
        pending.values().stream().filter(request -> !request.sentEver).toList();
    unsent.forEach(request -> pending.remove(request.seq));
    nextSeq = lastSentSeq + 1;
    for (PendingRequest<?> request : unsent) {
      before.accept(request);
      number(request);
    }
  }

  /** What was not ready may be now. */
  void wake() {
    Link current = link;
    if (current != null) {
      current.outbox().want(Lane.CONTROL, this);
    }
  }

  /** The server knows us on this connection: what has no result is sent (again). */
  void welcomed(Link newLink, boolean identityReset, int serverMaxRequests) {
    link = newLink;
    nextToSend = 0;
    onWire = 0;
    maxOnWire = serverMaxRequests > 0 ? serverMaxRequests : ProtocolLimits.DEFAULT_REQUESTS;
    transfer = null;
    for (PendingRequest<?> request : pending.values()) {
      request.onWire = false;
      request.transferId = 0;
      request.sentEarlier = request.sentEver;
    }
    if (identityReset) {
      beginAnew();
    }
    wake();
  }

  void disconnected() {
    link = null;
    onWire = 0;
    transfer = null;
  }

  /** A new identity: what may have run cannot be asked about, the rest is numbered from 1. */
  private void beginAnew() {
    List<PendingRequest<?>> unknown = new ArrayList<>();
    List<PendingRequest<?>> all = new ArrayList<>(pending.values());
    pending.clear();
    nextSeq = 1;
    lastSentSeq = 0;
    for (PendingRequest<?> request : all) {
      if (request.mayHaveRun()) {
        release(request);
        unknown.add(request);
      } else {
        request.sentEver = false;
        request.sentEarlier = false;
        number(request);
      }
    }
    unknown.forEach(
        request -> request.fail(unknown("The server has forgotten this client; the request")));
  }

  private static MuxwireException unknown(String what) {
    return new MuxwireException(ErrorCode.OUTCOME_UNKNOWN, what + " ran or it did not.");
  }

  /** Takes a request out; null if it is not there any more. */
  private @Nullable PendingRequest<?> take(long seq) {
    PendingRequest<?> request = pending.remove(seq);
    if (request != null) {
      release(request);
      wake();
    }
    return request;
  }

  private void release(PendingRequest<?> request) {
    waitingCount -= request.counts ? 1 : 0;
    waitingBytes -= request.bytes;
    if (request.onWire) {
      request.onWire = false;
      onWire--;
    }
  }

  void answered(ServerFrame frame) {
    PendingRequest<?> request = take(seqOf(frame));
    if (request != null) {
      request.answer(frame);
    }
  }

  void failed(long seq, MuxwireException reason) {
    if (reason.code() == ErrorCode.DRAINING) {
      return; // it did not run, and goes again on the next connection
    }
    PendingRequest<?> request = take(seq);
    if (request != null) {
      request.fail(reason);
    }
  }

  /** Fails a request that is not to be sent, or not again. */
  void giveUp(PendingRequest<?> request, MuxwireException reason) {
    if (pending.get(request.seq) == request) {
      take(request.seq);
      request.fail(reason);
    }
  }

  /** The end of the client: of what may have run, nobody will ever say whether it did. */
  void failAll(MuxwireException reason) {
    List<PendingRequest<?>> all = new ArrayList<>(pending.values());
    pending.clear();
    all.forEach(this::release);
    MuxwireException unknown =
        unknown(reason.getMessage() + " A request that was sent before and has no result");
    all.forEach(request -> request.fail(request.mayHaveRun() ? unknown : reason));
  }

  /** The server gave up a transfer of ours. */
  void transferAborted(long transferId) {
    transferRefused(
        transferId,
        new MuxwireException(ErrorCode.BUSY, "The server gave up the transfer of a request."));
  }

  /**
   * The server refused the chunks of a request. It did not run of them; one that was sent on an
   * earlier connection may have run all the same, and asks again, as long as that may help.
   */
  void transferRefused(long transferId, MuxwireException reason) {
    for (PendingRequest<?> request : pending.values()) {
      if (request.transferId == transferId) {
        if (request.seq == transferSeq) {
          transfer = null;
        }
        boolean mayHaveRun = request.sentEarlier && request.kind.exactlyOnce();
        if (mayHaveRun && reason.retry() != ErrorCode.Retry.NEVER) {
          sendAgain(request, Math.max(RESEND_MS, reason.retryAfter().toMillis()));
        } else {
          take(request.seq);
          request.fail(mayHaveRun ? unknown("The server refused to hear again what") : reason);
        }
        return;
      }
    }
  }

  /** After a while, unless the connection is another one by then. */
  private void sendAgain(PendingRequest<?> request, long delayMs) {
    Link refusedOn = link;
    request.transferId = 0;
    context
        .loop()
        .schedule(
            delayMs,
            () -> {
              if (link == refusedOn && link != null && pending.get(request.seq) == request) {
                request.onWire = false;
                onWire--;
                nextToSend = Math.min(nextToSend, request.seq);
                wake();
              }
            });
    wake();
  }

  private static long seqOf(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case MUTATE_RESULT -> frame.getMutateResult().getRequestSeq();
      case GET_RESULT -> frame.getGetResult().getRequestSeq();
      case OPEN_TERMINAL_RESULT -> frame.getOpenTerminalResult().getRequestSeq();
      case REQUEST_DONE -> frame.getRequestDone().getRequestSeq();
      case SERVER_STATUS -> frame.getServerStatus().getRequestSeq();
      case BACKUP_CREATED -> frame.getBackupCreated().getRequestSeq();
      case WORKSPACE_LIST -> frame.getWorkspaceList().getRequestSeq();
      default -> throw new IllegalArgumentException("no result: " + frame.getBodyCase());
    };
  }

  @Override
  public boolean fill(Lane lane, PacketWriter out) {
    Link current = link;
    if (current == null || !current.takesNew()) {
      return false;
    }
    return lane == Lane.BULK ? fillTransfer(out) : fillRequests(current, out);
  }

  private boolean fillRequests(Link current, PacketWriter out) {
    while (transfer == null && onWire < maxOnWire) {
      var next = pending.ceilingEntry(nextToSend);
      if (next == null || !next.getValue().isReady()) {
        return false;
      }
      if (next.getValue().onWire) { // behind one that is sent again
        nextToSend = next.getKey() + 1;
        continue;
      }
      PendingRequest<?> request = next.getValue();
      int field = request.kind.fieldNumber();
      MessageLite message = encoded(request);
      switch (out.add(0, field, message)) {
        case YES -> {
          request.sentEver = true;
          begun(request);
        }
        case NEXT_PACKET -> {
          return true;
        }
        case TOO_LARGE -> {
          // Later requests wait for its last chunk: they keep their order.
          request.transferId = current.newTransferId();
          transfer = new ChunkSender(request.transferId, Bodies.encode(field, message));
          transferSeq = request.seq;
          begun(request);
          current.outbox().want(Lane.BULK, this);
        }
      }
    }
    return false;
  }

  private void begun(PendingRequest<?> request) {
    request.onWire = true;
    onWire++;
    nextToSend = request.seq + 1;
    lastSentSeq = Math.max(lastSentSeq, request.seq);
  }

  /** A request as it would be sent now. */
  MessageLite encoded(PendingRequest<?> request) {
    return request.kind.encoder().apply(id(request));
  }

  private RequestId id(PendingRequest<?> request) {
    return RequestId.newBuilder()
        .setRequestSeq(request.seq)
        .setLowestOutstandingSeq(pending.firstKey())
        .setResend(request.sentEver)
        .build();
  }

  private boolean fillTransfer(PacketWriter out) {
    ChunkSender sender = transfer;
    while (sender != null && !sender.done()) {
      int room = out.roomForData(0, CHUNK_OVERHEAD_BYTES);
      if (room < Math.min(MIN_CHUNK_BYTES, sender.remainingBytes())) {
        return true;
      }
      Chunk chunk = sender.next(room);
      out.add(0, ClientFrame.CHUNK_FIELD_NUMBER, chunk);
    }
    if (sender != null) {
      transfer = null;
      PendingRequest<?> sent = pending.get(transferSeq);
      if (sent != null) {
        sent.sentEver = true; // the server runs nothing before the last chunk
      }
      wake();
    }
    return false;
  }
}
