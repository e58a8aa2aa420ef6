package dev.muxwire.server.outbound;

import dev.muxwire.wire.PacketBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Control frames that wait for their packet: answers, in order, as many as the peer has questions
 * open; and absolute values, of each only the latest.
 */
final class ControlFrames {
  /** Answers that may wait before the peer has to read some. */
  private static final int MAX_ANSWERS = 1024;

  private final Deque<Frame> answers = new ArrayDeque<>();
  private final Map<LatestKey, byte[]> latest = new LinkedHashMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Frame(int streamId, byte[] body) {}

  private record LatestKey(int streamId, int fieldNumber) {}

  void add(int streamId, byte[] body) {
    answers.add(new Frame(streamId, body));
  }

  void addLatest(int streamId, int fieldNumber, byte[] body) {
    latest.put(new LatestKey(streamId, fieldNumber), body);
  }

  boolean isEmpty() {
    return answers.isEmpty() && latest.isEmpty();
  }

  boolean isFull() {
    return answers.size() >= MAX_ANSWERS;
  }

  void clear() {
    answers.clear();
    latest.clear();
  }

  /** Moves into the packet what fits, values first. */
  void writeTo(PacketBuilder packet) {
    Iterator<Map.Entry<LatestKey, byte[]>> values = latest.entrySet().iterator();
    while (values.hasNext()) {
      Map.Entry<LatestKey, byte[]> value = values.next();
      if (!packet.fits(value.getKey().streamId(), value.getValue().length)) {
        return;
      }
      packet.add(value.getKey().streamId(), value.getValue());
      values.remove();
    }
    while (!answers.isEmpty()) {
      Frame next = answers.element();
      if (!packet.fits(next.streamId(), next.body().length)) {
        return;
      }
      packet.add(next.streamId(), next.body());
      answers.remove();
    }
  }
}
