package dev.muxwire.client.internal.core;

import com.google.protobuf.MessageLite;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests on stream 0, in order, until they have their result. Those that were sent on an earlier
 * connection are sent again, marked so.
 *
 * <p>Nothing leaves before Welcome: until then it is not known whether the server still knows this
 * client, and a request sent under a forgotten identity could neither be repeated nor given up. It
 * costs one round trip after a reconnect, for requests alone.
 */
final class Requests implements Source {
  private static final int CHUNK_OVERHEAD_BYTES = 48;
  private static final int MIN_CHUNK_BYTES = 256;

  /** What a request is, whatever connection it travels on. */
  record Kind<T extends @Nullable Object>(
      int fieldNumber,
      Function<RequestId, MessageLite> encoder,
      Function<ServerFrame, T> decoder,
      boolean exactlyOnce) {}

  private static final class Pending<T extends @Nullable Object> {
    private final Kind<T> kind;
    private final CompletableFuture<T> result;
    private boolean sentEver;

    /** In chunks, on this connection; 0 = not so. */
    private long transferId;

    Pending(Kind<T> kind, CompletableFuture<T> result) {
      this.kind = kind;
      this.result = result;
    }

    void answer(CoreContext context, ServerFrame frame) {
      T value;
      try {
        value = kind.decoder().apply(frame);
      } catch (MuxwireException failure) {
        context.fail(result, failure);
        return;
      }
      context.complete(result, value);
    }
  }

  private final CoreContext context;
  private final TreeMap<Long, Pending<?>> pending = new TreeMap<>();

  /** Read by any thread, to save the identity. */
  private volatile long nextSeq = 1;

  // Valid for one connection.
  private @Nullable Link link;
  private long nextToSend;
  private @Nullable ChunkSender transfer;

  /** The request that goes in chunks now. */
  private long transferSeq;

  private int maxRequests = Integer.MAX_VALUE;

  Requests(CoreContext context) {
    this.context = context;
  }

  void resumeFrom(long seq) {
    nextSeq = seq;
  }

  long nextSeq() {
    return nextSeq;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Adds a request; its future completes on the callback executor. */
  <T extends @Nullable Object> void add(Kind<T> kind, CompletableFuture<T> result) {
    int limit = Math.min(maxRequests, context.limits().maxRequests());
    if (pending.size() >= limit) {
      context.fail(
          result,
          new MuxwireException(
              ErrorCode.LIMIT_EXCEEDED, "At most " + limit + " requests may wait for results."));
      return;
    }
    pending.put(allotSeq(), new Pending<>(kind, result));
    wantControl();
  }

  private long allotSeq() {
    long seq = nextSeq;
    nextSeq = seq + 1;
    return seq;
  }

  /** The server knows us on this connection: what has no result is sent (again). */
  void welcomed(Link newLink, boolean identityReset, int serverMaxRequests) {
    if (serverMaxRequests > 0) {
      maxRequests = serverMaxRequests;
    }
    if (identityReset) {
      beginAnew();
    }
    link = newLink;
    nextToSend = 0;
    transfer = null;
    pending.values().forEach(request -> request.transferId = 0);
    wantControl();
  }

  void disconnected() {
    link = null;
    transfer = null;
  }

  /** A new identity: what may have run cannot be asked about, the rest is numbered from 1. */
  private void beginAnew() {
    List<Pending<?>> all = new ArrayList<>(pending.values());
    pending.clear();
    nextSeq = 1;
    for (Pending<?> request : all) {
      if (request.sentEver && request.kind.exactlyOnce()) {
        context.fail(
            request.result,
            new MuxwireException(
                ErrorCode.OUTCOME_UNKNOWN,
                "The server has forgotten this client; the request ran or it did not."));
      } else {
        request.sentEver = false;
        pending.put(allotSeq(), request);
      }
    }
  }

  void answered(ServerFrame frame) {
    Pending<?> request = pending.remove(seqOf(frame));
    if (request != null) {
      request.answer(context, frame);
    }
  }

  void failed(long seq, MuxwireException reason) {
    Pending<?> request = pending.get(seq);
    if (request == null) {
      return;
    }
    if (reason.code() == ErrorCode.DRAINING) {
      return; // it did not run, and goes again on the next connection
    }
    pending.remove(seq);
    context.fail(request.result, reason);
  }

  void failAll(MuxwireException reason) {
    pending.values().forEach(request -> context.fail(request.result, reason));
    pending.clear();
  }

  /** The server gave up a transfer of ours. */
  void transferAborted(long transferId) {
    transferRefused(
        transferId,
        new MuxwireException(ErrorCode.BUSY, "The server gave up the transfer of a request."));
  }

  /** The server refused the chunks of a request; it did not run. */
  void transferRefused(long transferId, MuxwireException reason) {
    for (var each : pending.entrySet()) {
      Pending<?> request = each.getValue();
      if (request.transferId == transferId) {
        if (each.getKey() == transferSeq) {
          transfer = null;
        }
        pending.remove(each.getKey());
        context.fail(request.result, reason);
        wantControl();
        return;
      }
    }
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

  private void wantControl() {
    Link current = link;
    if (current != null) {
      current.outbox().want(Lane.CONTROL, this);
    }
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
    while (transfer == null) {
      var next = pending.ceilingEntry(nextToSend);
      if (next == null) {
        return false;
      }
      long seq = next.getKey();
      Pending<?> request = next.getValue();
      int field = request.kind.fieldNumber();
      MessageLite message = request.kind.encoder().apply(id(seq, request));
      switch (out.add(0, field, message)) {
        case YES -> {
          request.sentEver = true;
          nextToSend = seq + 1;
        }
        case NEXT_PACKET -> {
          return true;
        }
        case TOO_LARGE -> {
          // Later requests wait for its last chunk: they keep their order.
          request.transferId = current.newTransferId();
          transfer = new ChunkSender(request.transferId, Bodies.encode(field, message));
          transferSeq = seq;
          nextToSend = seq + 1;
          current.outbox().want(Lane.BULK, this);
        }
      }
    }
    return false;
  }

  private RequestId id(long seq, Pending<?> request) {
    return RequestId.newBuilder()
        .setRequestSeq(seq)
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
      Pending<?> sent = pending.get(transferSeq);
      if (sent != null) {
        sent.sentEver = true; // the server runs nothing before the last chunk
      }
      wantControl();
    }
    return false;
  }
}
