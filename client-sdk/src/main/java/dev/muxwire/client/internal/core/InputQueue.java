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
  /** Small enough that a key for another terminal does not wait long behind it on a slow link. */
  static final int PART_BYTES = ProtocolLimits.INPUT_BYTES / 4;

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

  /** Sent on this connection, not acknowledged. */
  private final ArrayDeque<Part> sent = new ArrayDeque<>();

  private final ArrayDeque<Part> unsent = new ArrayDeque<>();
  private long nextSeq = 1;
  private long bytes;

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
      unsent.add(new Part(kind, rest.substring(0, length)));
      rest = rest.substring(length);
    }
    Part last = lastPart();
    if (last == null) {
      context.done(written);
    } else {
      last.writesEndingHere.add(written);
    }
  }

  /** Keystrokes that wait anyway travel together. */
  private ByteString appendToLast(InputKind kind, ByteString data) {
    Part last = unsent.peekLast();
    if (last == null || last.seq != 0 || last.kind != kind) {
      return data;
    }
    int length = Math.min(PART_BYTES - last.data.size(), data.size());
    last.data = last.data.concat(data.substring(0, length));
    return data.substring(length);
  }

  private @Nullable Part lastPart() {
    Part last = unsent.peekLast();
    return last != null ? last : sent.peekLast();
  }

  /** On a new connection, what was not acknowledged goes again. */
  void rewind() {
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
  }

  /** The next part to send on this connection, numbered; null = none. */
  @Nullable Input next() {
    Part part = unsent.peek();
    if (part == null) {
      return null;
    }
    if (part.seq == 0) {
      part.seq = nextSeq++;
    }
    return Input.newBuilder().setSeq(part.seq).setKind(part.kind).setData(part.data).build();
  }

  /** What {@link #next} told was sent. */
  void sent() {
    sent.add(unsent.remove());
  }

  void acknowledged(long seq) {
    acknowledge(sent, seq);
    acknowledge(unsent, seq); // sent on an earlier connection
  }

  private void acknowledge(ArrayDeque<Part> parts, long seq) {
    for (Part first = parts.peek();
        first != null && first.seq != 0 && first.seq <= seq;
        first = parts.peek()) {
      parts.remove();
      bytes -= first.data.size();
      first.writesEndingHere.forEach(context::done);
    }
  }

  /**
   * The server has forgotten us: what was sent may have been written. What waits behind it goes
   * too, for a line whose beginning was lost must not be typed. The next input begins at 1.
   */
  void identityReset() {
    Part first = unsent.peek();
    if (!sent.isEmpty() || (first != null && first.seq != 0)) {
      failAll(
          new MuxwireException(
              ErrorCode.OUTCOME_UNKNOWN,
              "The server has forgotten this client; the input was written or it was not."));
    }
    nextSeq = 1;
  }

  boolean isEmpty() {
    return sent.isEmpty() && unsent.isEmpty();
  }

  void failAll(MuxwireException reason) {
    rewind();
    for (Part part : unsent) {
      part.writesEndingHere.forEach(written -> context.fail(written, reason));
    }
    unsent.clear();
    bytes = 0;
  }
}
