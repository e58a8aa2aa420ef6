package dev.muxwire.conformance.server.peer;

import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The frames that came and were not taken yet, for each stream in order. Guarded by its peer. */
final class Inbox {
  private final Map<Integer, Deque<ServerFrame>> waiting = new HashMap<>();

  void add(ServerFrame frame) {
    waiting.computeIfAbsent(frame.getStreamId(), id -> new ArrayDeque<>()).add(frame);
  }

  /** Takes the stream's next frame. */
  @Nullable ServerFrame poll(int stream) {
    Deque<ServerFrame> frames = waiting.get(stream);
    return frames == null ? null : frames.poll();
  }

  /** Takes the stream's first frame that is wanted, whatever came before it. */
  @Nullable ServerFrame poll(int stream, Predicate<ServerFrame> wanted) {
    Deque<ServerFrame> frames = waiting.getOrDefault(stream, new ArrayDeque<>());
    for (Iterator<ServerFrame> all = frames.iterator(); all.hasNext(); ) {
      ServerFrame frame = all.next();
      if (wanted.test(frame)) {
        all.remove();
        return frame;
      }
    }
    return null;
  }

  @Nullable ServerFrame peek(int stream) {
    Deque<ServerFrame> frames = waiting.get(stream);
    return frames == null ? null : frames.peek();
  }
}
