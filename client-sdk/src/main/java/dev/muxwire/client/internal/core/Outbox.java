package dev.muxwire.client.internal.core;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Pacer;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolLimits;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;

/**
 * What leaves on one connection. At most two packets are on their way, at most one of them bulk;
 * the next one is made when there is a free place, from whoever wants most urgently, taking turns
 * within a lane. Data waits for the {@link Pacer} too, so that on a slow link no signal stands
 * behind what the network holds.
 */
final class Outbox {
  private static final int MAX_OUTSTANDING = 2;

  /** Large enough for one part of input: it is not cut again. */
  private static final int INPUT_PACKET_BYTES = InputQueue.PART_BYTES + 512;

  /** The server gives a transfer up that stands still for 30 s, and looks every 5 s. */
  private static final int MAX_BULK_WAIT_MS = 5_000;

  private final Loop loop;
  private final TransportConnection connection;
  private final Map<Lane, LinkedHashSet<Source>> wanting = new EnumMap<>(Lane.class);

  private final Pacer pacer = new Pacer();
  private final Runnable whenProbeIsDue;
  private int maxPacketBytes = ProtocolLimits.MIN_PACKET_BYTES;
  private int outstanding;
  private int bulkOutstanding;

  /** Since the last bulk packet, or since there is something for the next one. */
  private long bulkWaitsSinceMs;

  private boolean helloSent;
  private boolean turnPending;
  private boolean closed;

  /**
   * @param whenProbeIsDue called when a ping should follow what was sent
   */
  Outbox(Loop loop, TransportConnection connection, Runnable whenProbeIsDue) {
    this.loop = loop;
    this.connection = connection;
    this.whenProbeIsDue = whenProbeIsDue;
    for (Lane lane : Lane.values()) {
      wanting.put(lane, new LinkedHashSet<>());
    }
  }

  /** The first packet; nothing leaves before it. */
  void sendHello(Hello hello) {
    PacketBuilder builder = new PacketBuilder(ProtocolLimits.HELLO_PACKET_BYTES);
    builder.add(0, ClientFrame.HELLO_FIELD_NUMBER, hello);
    helloSent = true;
    send(Lane.CONTROL, builder.takePacket());
    scheduleTurn();
  }

  /** Notes that a source has something for a lane. */
  void want(Lane lane, Source source) {
    if (closed) {
      return;
    }
    if (lane == Lane.BULK && wanting(lane).isEmpty()) {
      bulkWaitsSinceMs = loop.nowMs();
    }
    if (wanting(lane).add(source)) {
      scheduleTurn();
    }
  }

  /** What the handshake negotiated. */
  void setMaxPacketBytes(int bytes) {
    maxPacketBytes = bytes;
  }

  /** Notes that a ping leaves now; returns its nonce. */
  long probe() {
    return pacer.probe(loop.nowMicros());
  }

  /** The server answers a ping. */
  void answered(long nonce) {
    pacer.answered(nonce, loop.nowMicros());
    scheduleTurn();
  }

  /** The server tells how many bytes of packets it has received. */
  void received(long connectionBytes) {
    pacer.confirmed(connectionBytes);
    scheduleTurn();
  }

  /** The latest round trip; 0 while none is known. */
  long roundTripMicros() {
    return pacer.roundTripUs();
  }

  /** Is something on its way that the network has not taken yet? */
  boolean hasOutstanding() {
    return outstanding > 0;
  }

  void close() {
    closed = true;
    wanting.values().forEach(LinkedHashSet::clear);
  }

  private LinkedHashSet<Source> wanting(Lane lane) {
    return Objects.requireNonNull(wanting.get(lane));
  }

  /** Later in this round, so that what one task causes shares a packet. */
  private void scheduleTurn() {
    if (!turnPending && helloSent) {
      turnPending = true;
      loop.execute(this::turn);
    }
  }

  private void turn() {
    turnPending = false;
    askForProbe();
    for (Lane lane : Lane.values()) {
      while (!closed && !wanting(lane).isEmpty() && maySend(lane)) {
        sendFrom(lane);
      }
    }
    askForProbe(); // behind what was sent; and what waits now may wait for a confirmation
  }

  /** Input comes first, but a transfer must not stand still behind a long paste. */
  private boolean isBulkDue() {
    return bulkOutstanding == 0
        && !wanting(Lane.BULK).isEmpty()
        && loop.nowMs() - bulkWaitsSinceMs >= MAX_BULK_WAIT_MS;
  }

  private boolean maySend(Lane lane) {
    if (lane == Lane.INPUT && isBulkDue()) {
      return false;
    }
    if (outstanding >= MAX_OUTSTANDING || (lane == Lane.BULK && bulkOutstanding > 0)) {
      return false;
    }
    return lane == Lane.CONTROL || pacer.maySend(lane == Lane.INPUT, maxPacketBytes);
  }

  private void sendFrom(Lane lane) {
    PacketWriter packet = new PacketWriter(packetBytes(lane));
    LinkedHashSet<Source> sources = wanting(lane);
    int turns = sources.size();
    boolean full = false;
    while (turns-- > 0 && !full && !sources.isEmpty()) {
      Iterator<Source> first = sources.iterator();
      Source source = first.next();
      first.remove();
      if (source.fill(lane, packet)) {
        full = true;
        sources.add(source);
      }
    }
    if (!packet.isEmpty()) {
      send(lane, packet.takePacket());
    } else if (full) {
      throw new IllegalStateException("a source of lane " + lane + " fits no empty packet");
    }
  }

  private int packetBytes(Lane lane) {
    int paced = pacer.packetBytes(maxPacketBytes);
    return switch (lane) {
      case CONTROL -> maxPacketBytes;
      case INPUT -> Math.min(maxPacketBytes, Math.max(paced, INPUT_PACKET_BYTES));
      case BULK -> paced;
    };
  }

  private void askForProbe() {
    if (pacer.wantsProbe()) {
      whenProbeIsDue.run();
    }
  }

  private void send(Lane lane, ByteBuffer packet) {
    if (lane == Lane.CONTROL) {
      pacer.sentBeside(packet.remaining());
    } else {
      pacer.sent(packet.remaining(), loop.nowMicros());
    }
    int bulk = lane == Lane.BULK ? 1 : 0;
    bulkWaitsSinceMs = bulk == 1 ? loop.nowMs() : bulkWaitsSinceMs;
    outstanding++;
    bulkOutstanding += bulk;
    connection.send(
        packet,
        () ->
            loop.execute(
                () -> {
                  outstanding--;
                  bulkOutstanding -= bulk;
                  scheduleTurn();
                }));
  }
}
