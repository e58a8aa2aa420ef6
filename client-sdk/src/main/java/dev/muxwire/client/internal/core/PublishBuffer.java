package dev.muxwire.client.internal.core;

import com.google.protobuf.ByteString;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.wire.ProtocolLimits;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a published terminal did and the server does not have durably yet.
 *
 * <pre>
 *   durable ──── sent on this connection ──── not sent ──── end
 * </pre>
 */
final class PublishBuffer {
  /** Reads so close to each other are one record: their times would say nothing more. */
  private static final long COALESCE_US = 2_000;

  /** Something at a place in the output. */
  sealed interface Piece {
    long offset();

    /** Where the next piece is. */
    long end();

    long elapsedMicros();
  }

  /** Output. */
  record Data(long offset, ByteString bytes, long elapsedMicros) implements Piece {
    @Override
    public long end() {
      return offset + bytes.size();
    }

    Data from(long newOffset) {
      return new Data(newOffset, bytes.substring((int) (newOffset - offset)), elapsedMicros);
    }

    Data until(int length) {
      return new Data(offset, bytes.substring(0, length), elapsedMicros);
    }
  }

  /** A size, from here on. */
  record Size(long offset, TerminalSize size, long elapsedMicros) implements Piece {
    @Override
    public long end() {
      return offset;
    }
  }

  /** The program's end. */
  record Exit(long offset, TerminalExit exit, long elapsedMicros) implements Piece {
    @Override
    public long end() {
      return offset;
    }
  }

  private final ArrayDeque<Piece> sent = new ArrayDeque<>();
  private final ArrayDeque<Piece> unsent = new ArrayDeque<>();
  private long end;
  private long durable;

  long end() {
    return end;
  }

  /** Also the first byte that is still held. */
  long durable() {
    return durable;
  }

  void append(ByteString bytes, long elapsedMicros) {
    Piece last = unsent.peekLast();
    if (last instanceof Data data
        && elapsedMicros - data.elapsedMicros() < COALESCE_US
        && data.bytes().size() + bytes.size() <= ProtocolLimits.PUBLISH_OUTPUT_BYTES) {
      unsent.removeLast();
      unsent.add(new Data(data.offset(), data.bytes().concat(bytes), data.elapsedMicros()));
    } else {
      unsent.add(new Data(end, bytes, elapsedMicros));
    }
    end += bytes.size();
  }

  void resized(TerminalSize size, long elapsedMicros) {
    addSize(unsent, new Size(end, size, elapsedMicros));
  }

  /** Of several sizes at one place only the last matters, which also bounds them. */
  private static void addSize(ArrayDeque<Piece> pieces, Size size) {
    if (pieces.peekLast() instanceof Size before && before.offset() == size.offset()) {
      pieces.removeLast();
    }
    pieces.add(size);
  }

  void exited(TerminalExit exit, long elapsedMicros) {
    unsent.add(new Exit(end, exit, elapsedMicros));
  }

  /**
   * On a new connection: goes on at the log's end. What the log has is not sent again, but kept
   * until it is durable there; what stands exactly at the end may not be in the log, and goes
   * again.
   */
  void resumeAt(long logEnd) {
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
    for (Piece first = unsent.peek();
        first != null && first.offset() < logEnd;
        first = unsent.peek()) {
      unsent.remove();
      if (first.end() > logEnd && first instanceof Data data) {
        unsent.addFirst(data.from(logEnd));
        sent.add(data.until((int) (logEnd - data.offset())));
      } else {
        sent.add(first);
      }
    }
  }

  /** The next piece to send; null = none. */
  @Nullable Piece next() {
    return unsent.peek();
  }

  /** The next piece, or as much as was sent of it, is on its way. */
  void sent(Piece piece) {
    Piece next = unsent.remove();
    if (next instanceof Data data && piece.end() < data.end()) {
      unsent.addFirst(data.from(piece.end()));
    }
    if (piece instanceof Size size) {
      addSize(sent, size);
    } else {
      sent.add(piece);
    }
  }

  /** Lets go of what is durable; what stands exactly at the border may not be, and stays. */
  void durable(long offset) {
    durable = Math.max(durable, Math.min(offset, end));
    drop(sent);
    if (sent.isEmpty()) {
      drop(unsent);
    }
  }

  private void drop(ArrayDeque<Piece> pieces) {
    for (Piece first = pieces.peek();
        first != null && first.offset() < durable;
        first = pieces.peek()) {
      pieces.remove();
      if (first.end() > durable && first instanceof Data data) {
        pieces.addFirst(data.from(durable));
        return;
      }
    }
  }
}
