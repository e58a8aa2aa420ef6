package dev.muxwire.client.internal.core;

import com.google.protobuf.ByteString;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.wire.ProtocolLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's input until the host wrote it. A part gets its number as it is first sent, and keeps
 * it: sent again, the host recognises it.
 */
final class InputQueue {
  private static final int PART_BYTES = ProtocolLimits.INPUT_BYTES;

  private static final class Part {
    private final InputKind kind;
    private final List<CompletableFuture<Void>> writesEndingHere = new ArrayList<>();
    private ByteString data;

    /** 0 = never sent. */
    private long seq;

    Part(InputKind kind, ByteString data) {
      this.kind = kind;
      this.data = data;
    }
  }

  private final CoreContext context;
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private long nextSeq = 1;
  private long bytes;

  /** The first part that was not sent on this connection. */
  private long sentSeq;

  InputQueue(CoreContext context) {
    this.context = context;
  }

  /** Takes a write, or refuses all of it. */
  void add(InputKind kind, ByteString data, CompletableFuture<Void> written) {
    int limit = context.limits().inputBufferBytes();
    if (bytes + data.size() > limit) {
      context.fail(
          written,
          new MuxwireException(
              ErrorCode.LIMIT_EXCEEDED, "At most " + limit + " bytes of input may wait."));
      return;
    }
    bytes += data.size();
    ByteString rest = appendToLast(kind, data);
    while (!rest.isEmpty()) {
      int length = Math.min(PART_BYTES, rest.size());
      parts.add(new Part(kind, rest.substring(0, length)));
      rest = rest.substring(length);
    }
    Part last = parts.peekLast();
    if (last == null) {
      context.done(written);
    } else {
      last.writesEndingHere.add(written);
    }
  }

  /** Keystrokes that wait anyway travel together. */
  private ByteString appendToLast(InputKind kind, ByteString data) {
    Part last = parts.peekLast();
    if (last == null || last.seq != 0 || last.kind != kind) {
      return data;
    }
    int length = Math.min(PART_BYTES - last.data.size(), data.size());
    last.data = last.data.concat(data.substring(0, length));
    return data.substring(length);
  }

  /** On a new connection, what was not acknowledged goes again. */
  void rewind() {
    sentSeq = 0;
  }

  /** The next part to send on this connection, numbered; null = none. */
  @Nullable Input next() {
    for (Part part : parts) {
      if (part.seq == 0) {
        part.seq = nextSeq++;
      }
      if (part.seq > sentSeq) {
        return Input.newBuilder().setSeq(part.seq).setKind(part.kind).setData(part.data).build();
      }
    }
    return null;
  }

  /** What {@link #next} told was sent. */
  void sent(long seq) {
    sentSeq = seq;
  }

  void acknowledged(long seq) {
    for (Part first = parts.peek();
        first != null && first.seq != 0 && first.seq <= seq;
        first = parts.peek()) {
      parts.remove();
      bytes -= first.data.size();
      first.writesEndingHere.forEach(written -> context.done(written));
    }
  }

  /**
   * The server has forgotten us: what was sent may have been written. What waits behind it goes
   * too, for a line whose beginning was lost must not be typed. The next input begins at 1.
   */
  void identityReset() {
    Part first = parts.peek();
    if (first != null && first.seq != 0) {
      failAll(
          new MuxwireException(
              ErrorCode.OUTCOME_UNKNOWN,
              "The server has forgotten this client; the input was written or it was not."));
    }
    nextSeq = 1;
    sentSeq = 0;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  void failAll(MuxwireException reason) {
    for (Part part : parts) {
      part.writesEndingHere.forEach(written -> context.fail(written, reason));
    }
    parts.clear();
    bytes = 0;
  }
}
