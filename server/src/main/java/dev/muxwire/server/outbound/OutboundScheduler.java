package dev.muxwire.server.outbound;

import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.outbound.Turns.Turn;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.Pacer;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.PacketMemory;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which packet leaves next. At most two are outstanding: one of data, and one of control.
 *
 * <pre>
 *   control slot   free --control frames wait, or a ping is due--> outstanding --written--> free
 *   data slot      free --a source is ready, the pacer lets it--> (preparing -->) outstanding
 *                    ^--written------------------------------------------------------'
 * </pre>
 *
 * <p>So a frame of any class waits behind at most one packet of a lower one: had echo a slot beside
 * bulk, control could stand behind two. And behind no more than the network's queue, which the
 * {@link Pacer} keeps short. Data frames are never queued; control frames are answers, and the
 * connection stops reading while {@link #controlIsFull()}. Belongs to the connection's loop.
 */
public final class OutboundScheduler {
  private static final int CONTROL_PACKET_BYTES = 4 * 1024;

  /** Tags, length and stream id around a body. */
  private static final int FRAME_OVERHEAD_BYTES = 16;

  /** What the network takes at once in a turn, before others have theirs. */
  private static final int PACKETS_PER_TURN = 4;

  /** The body of a Ping at its longest. */
  private static final int PING_BYTES = 32;

  private final Loop loop;
  private final FrameSink sink;
  private final PacketMemory memory;
  private final Runnable whenControlHasRoom;
  private final SentPackets sentPackets;
  private final ControlFrames control = new ControlFrames();
  private final Turns turns = new Turns();
  private final Pacer pacer = new Pacer();
  private PacketBuilder packet;
  private boolean pinging;

  private boolean controlOutstanding;
  private boolean dataOutstanding;
  private @Nullable Turn preparing;
  private boolean stopped;
  private boolean pumpPlanned;
  private long sentBytes;

  /** Told of every packet that leaves. */
  public interface SentPackets {
    void sent(Priority priority, int bytes);
  }

  /**
   * @param memory where packets lie until the network took them
   * @param whenControlHasRoom called when {@link #controlIsFull()} has ended
   * @param sentPackets told, on the loop, of what leaves
   */
  public OutboundScheduler(
      Loop loop,
      FrameSink sink,
      PacketMemory memory,
      int maxPacketBytes,
      Runnable whenControlHasRoom,
      SentPackets sentPackets) {
    this.loop = loop;
    this.sink = sink;
    this.memory = memory;
    this.whenControlHasRoom = whenControlHasRoom;
    this.sentPackets = sentPackets;
    this.packet = new PacketBuilder(maxPacketBytes, memory);
  }

  /** The peer is known, and its limit: from here on it is asked how long packets take. */
  public void begin(int maxPacketBytes) {
    packet = new PacketBuilder(maxPacketBytes, memory);
    pinging = true;
  }

  /**
   * Sends an answer, ahead of all data. Its body is far smaller than a packet; one that fitted none
   * would hold up all behind it for ever.
   */
  public void control(int streamId, byte[] body) {
    if (body.length > packet.maxPacketBytes() - FRAME_OVERHEAD_BYTES) {
      throw new IllegalStateException("an answer of " + body.length + " bytes fits no packet");
    }
    control.add(streamId, body);
    wake();
  }

  /**
   * Sends an absolute value (credit, an acknowledgement): it takes the place of an earlier one of
   * its kind that is still waiting.
   */
  public void controlLatest(int streamId, int fieldNumber, byte[] body) {
    control.addLatest(streamId, fieldNumber, body);
    wake();
  }

  /** Should the connection stop reading until the peer took some answers? */
  public boolean controlIsFull() {
    return control.isFull();
  }

  public void add(Source source) {
    turns.add(source);
    wake();
  }

  public void remove(Source source) {
    turns.remove(source);
    if (preparing != null && preparing.source() == source) {
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
    Turn turn = preparing;
    if (turn != null && turn.source() == source) {
      preparing = null;
      sendData(turn);
      wake();
    }
  }

  /** The peer tells how many bytes of packets it has received. */
  public void received(long connectionBytes) {
    pacer.confirmed(connectionBytes);
    wake();
  }

  /** The peer answers a ping. */
  public void answered(long nonce) {
    pacer.answered(nonce, loop.nowMicros());
    wake();
  }

  /** The latest round trip, as a ping behind data had it; 0 while none is known. */
  public long roundTripMicros() {
    return pacer.roundTripUs();
  }

  /** Is the link slow, as far as it is known? */
  public boolean linkIsSlow() {
    return pacer.isSlow();
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
    pinging = false;
    if (!control.isEmpty()) {
      sendControl();
    }
  }

  /** Sends nothing more; what is outstanding may still arrive. */
  public void stop() {
    stopped = true;
    control.clear();
    turns.clear();
  }

  private void pump() {
    pumpPlanned = false;
    int packets = 0;
    while (packets < PACKETS_PER_TURN && sendDue()) {
      packets++;
    }
    if (packets == PACKETS_PER_TURN) {
      wake();
    }
  }

  /** Sends what is due; true if the network took data at once, so that more may be. */
  private boolean sendDue() {
    sendControlIfDue();
    boolean sent = false;
    int fruitless = 0;
    while (!sent
        && !stopped
        && !dataOutstanding
        && preparing == null
        && fruitless <= turns.size()) {
      Turn next = turns.mostUrgent(this::maySend);
      if (next == null) {
        break;
      }
      sent = sendData(next);
      fruitless++; // a source that is ready and has nothing must not hold the loop
    }
    sendControlIfDue(); // a ping behind the data
    return sent && !dataOutstanding;
  }

  private void sendControlIfDue() {
    if (!controlOutstanding && controlIsDue()) {
      sendControl();
    }
  }

  private boolean maySend(Source source) {
    boolean urgent = source.priority().compareTo(Priority.STATE) <= 0;
    return !source.isPaced() || pacer.maySend(urgent, packet.maxPacketBytes());
  }

  private boolean controlIsDue() {
    return !stopped && (!control.isEmpty() || pingIsDue());
  }

  private boolean pingIsDue() {
    return pinging && pacer.wantsProbe();
  }

  private void sendControl() {
    boolean wasFull = controlIsFull();
    packet.clear();
    packet.target(Math.max(CONTROL_PACKET_BYTES, targetBytes()));
    control.writeTo(packet);
    if (wasFull && !controlIsFull()) {
      whenControlHasRoom.run();
    }
    if (pingIsDue() && packet.room(0) >= PING_BYTES) {
      packet.add(0, ping());
    }
    controlOutstanding = !sendPacket(Priority.CONTROL, this::controlWritten);
  }

  private void controlWritten() {
    controlOutstanding = false;
    wake();
  }

  private void dataWritten() {
    dataOutstanding = false;
    wake();
  }

  private byte[] ping() {
    long roundTripUs = Math.min(pacer.roundTripUs(), Integer.MAX_VALUE);
    return Bodies.encode(
        ServerFrame.PING_FIELD_NUMBER,
        Ping.newBuilder()
            .setNonce(pacer.probe(loop.nowMicros()))
            .setLastRoundTripUs((int) roundTripUs)
            .build());
  }

  private int targetBytes() {
    return pacer.packetBytes(packet.maxPacketBytes());
  }

  /** Sends a packet that a source begins; false if it has none. */
  private boolean sendData(Turn first) {
    int target = targetBytes();
    Priority priority = first.source().priority();
    packet.clear();
    if (sharesPackets(priority)) {
      List<Turn> others = turns.others(first, priority);
      SharedPacket shared = others.isEmpty() ? first.source().sharedPacket(target) : null;
      if (shared != null) {
        turns.over(first);
        dataOutstanding = !send(priority, shared.bytes(), shared::release, this::dataWritten);
        return true;
      }
      share(first, target);
      others.forEach(turn -> share(turn, target));
    } else {
      packet.target(target);
      if (first.source().fill(packet) == Source.Fill.PREPARING) {
        preparing = first;
        return false;
      }
      turns.over(first);
    }
    if (packet.isEmpty()) {
      return false;
    }
    dataOutstanding = !sendPacket(priority, this::dataWritten);
    return true;
  }

  private boolean sendPacket(Priority priority, Runnable whenWritten) {
    ByteBuffer bytes = packet.takePacket();
    return send(priority, bytes, () -> memory.give(bytes), whenWritten);
  }

  /** Terminals write much that is small; of other classes a source may have to prepare its part. */
  private static boolean sharesPackets(Priority priority) {
    return priority == Priority.TERMINAL || priority == Priority.ECHO;
  }

  private void share(Turn turn, int targetBytes) {
    int before = packet.size();
    packet.target(Math.min(targetBytes, before + turns.allow(turn, targetBytes)));
    turn.source().fill(packet);
    turns.sent(turn, packet.size() - before);
  }

  /**
   * Hands a packet to the network; true if it took it at once.
   *
   * @param release run on any thread, once the network is done with the bytes
   * @param whenWritten run on the loop, if the network takes it later
   */
  private boolean send(
      Priority priority, ByteBuffer bytes, Runnable release, Runnable whenWritten) {
    int size = bytes.remaining();
    sentBytes += size;
    if (priority == Priority.CONTROL) {
      pacer.sentBeside(size);
    } else {
      pacer.sent(size, loop.nowMicros());
    }
    sentPackets.sent(priority, size);
    boolean written =
        sink.send(
            bytes,
            () -> {
              release.run();
              loop.execute(whenWritten);
            });
    if (written) {
      release.run();
    }
    return written;
  }
}
