package dev.muxwire.server.outbound;

import dev.muxwire.time.Loop;
import dev.muxwire.wire.PacketBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which packet leaves next. At most two are outstanding: one of data, and one of control.
 *
 * <pre>
 *   control slot   free --control frames wait--> outstanding --written--> free
 *   data slot      free --a source is ready--> (preparing -->) outstanding --written--> free
 * </pre>
 *
 * <p>So a frame of any class waits behind at most one packet of a lower one: had echo a slot beside
 * bulk, control could stand behind two. Data frames are never queued; control frames are answers,
 * as many as the peer has questions open, and the connection stops reading while {@link
 * #controlIsFull()}. Belongs to the connection's loop.
 */
public final class OutboundScheduler {
  /** Answers that may wait before the peer has to read some. */
  private static final int CONTROL_FRAMES = 1024;

  private final Loop loop;
  private final FrameSink sink;
  private PacketBuilder packet;
  private final Runnable whenControlHasRoom;
  private final SentPackets sentPackets;
  private final Deque<ControlFrame> control = new ArrayDeque<>();

  /** Absolute values: of each only the latest matters. */
  private final Map<LatestKey, byte[]> latest = new LinkedHashMap<>();

  private final List<Source> sources = new ArrayList<>();

  private boolean controlOutstanding;
  private boolean dataOutstanding;
  private @Nullable Source preparing;
  private boolean stopped;
  private boolean pumpPlanned;
  private long sentBytes;

  @SuppressWarnings("ArrayRecordComponent")
  private record ControlFrame(int streamId, byte[] body) {}

  private record LatestKey(int streamId, int fieldNumber) {}

  /** Told of every packet that leaves. */
  public interface SentPackets {
    void sent(Priority priority, int bytes);
  }

  /**
   * @param whenControlHasRoom called when {@link #controlIsFull()} has ended
   * @param sentPackets told, on the loop, of what leaves
   */
  public OutboundScheduler(
      Loop loop,
      FrameSink sink,
      int maxPacketBytes,
      Runnable whenControlHasRoom,
      SentPackets sentPackets) {
    this.loop = loop;
    this.sink = sink;
    this.whenControlHasRoom = whenControlHasRoom;
    this.sentPackets = sentPackets;
    this.packet = new PacketBuilder(maxPacketBytes);
  }

  /** The negotiated limit, known with Hello. */
  public void limitPackets(int maxPacketBytes) {
    packet = new PacketBuilder(maxPacketBytes);
  }

  /** Sends an answer, ahead of all data. Its body is far smaller than a packet. */
  public void control(int streamId, byte[] body) {
    control.add(new ControlFrame(streamId, body));
    wake();
  }

  /**
   * Sends an absolute value (credit, an acknowledgement): it takes the place of an earlier one of
   * its kind that is still waiting.
   */
  public void controlLatest(int streamId, int fieldNumber, byte[] body) {
    latest.put(new LatestKey(streamId, fieldNumber), body);
    wake();
  }

  /** Should the connection stop reading until the peer took some answers? */
  public boolean controlIsFull() {
    return control.size() >= CONTROL_FRAMES;
  }

  public void add(Source source) {
    sources.add(source);
    wake();
  }

  public void remove(Source source) {
    sources.remove(source);
    if (preparing == source) {
      preparing = null;
      wake();
    }
  }

  /** A source may have become ready. */
  public void wake() {
    if (!pumpPlanned && !stopped) {
      pumpPlanned = true;
      loop.execute(this::pump);
    }
  }

  /** What a source was preparing is there: it is asked again, first. */
  public void prepared(Source source) {
    if (preparing == source) {
      preparing = null;
      sendData(source);
      wake();
    }
  }

  public boolean isWriting() {
    return controlOutstanding || dataOutstanding;
  }

  public long sentBytes() {
    return sentBytes;
  }

  /**
   * Sends what control frames fit into one packet now, whatever is outstanding: the connection is
   * about to end.
   */
  public void flushControl() {
    if (!control.isEmpty()) {
      sendControl();
    }
  }

  /** Sends nothing more; what is outstanding may still arrive. */
  public void stop() {
    stopped = true;
    control.clear();
    latest.clear();
    sources.clear();
  }

  private void pump() {
    pumpPlanned = false;
    if (!controlOutstanding && !(control.isEmpty() && latest.isEmpty())) {
      sendControl();
    }
    while (!stopped && !dataOutstanding && preparing == null) {
      Source next = mostUrgent();
      if (next == null) {
        return;
      }
      sendData(next);
    }
  }

  private void sendControl() {
    boolean wasFull = controlIsFull();
    packet.clear();
    writeLatest();
    while (!control.isEmpty()) {
      ControlFrame frame = control.element();
      if (frame.body().length > packet.room(frame.streamId())) {
        break;
      }
      packet.add(frame.streamId(), frame.body());
      control.remove();
    }
    if (wasFull && !controlIsFull()) {
      whenControlHasRoom.run();
    }
    controlOutstanding = true;
    send(
        Priority.CONTROL,
        () -> {
          controlOutstanding = false;
          wake();
        });
  }

  private void writeLatest() {
    var values = latest.entrySet().iterator();
    while (values.hasNext()) {
      var value = values.next();
      if (value.getValue().length > packet.room(value.getKey().streamId())) {
        return;
      }
      packet.add(value.getKey().streamId(), value.getValue());
      values.remove();
    }
  }

  /**
   * The first ready one of the most urgent class; it then goes to the end, so that its class takes
   * turns.
   */
  private @Nullable Source mostUrgent() {
    Source best = null;
    for (Source source : sources) {
      if (source.ready() && (best == null || source.priority().compareTo(best.priority()) < 0)) {
        best = source;
      }
    }
    if (best != null) {
      sources.remove(best);
      sources.add(best);
    }
    return best;
  }

  private void sendData(Source first) {
    packet.clear();
    Priority priority = first.priority();
    if (first.fill(packet) == Source.Fill.PREPARING) {
      preparing = first;
      return;
    }
    if (packet.isEmpty()) {
      return;
    }
    fillUp(first, priority);
    dataOutstanding = true;
    send(
        priority,
        () -> {
          dataOutstanding = false;
          wake();
        });
  }

  /** Small outputs of one class share a packet. */
  private void fillUp(Source first, Priority priority) {
    if (priority != Priority.TERMINAL && priority != Priority.ECHO) { // others may have to prepare
      return;
    }
    for (Source source : sources) {
      if (source != first && source.ready() && source.priority() == priority) {
        source.fill(packet);
      }
    }
  }

  private void send(Priority priority, Runnable whenWritten) {
    sentBytes += packet.size();
    sentPackets.sent(priority, packet.size());
    sink.send(packet.takePacket(), () -> loop.execute(whenWritten));
  }
}
