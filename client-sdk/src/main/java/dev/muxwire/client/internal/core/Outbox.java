package dev.muxwire.client.internal.core;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
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
 * within a lane.
 */
final class Outbox {
  private static final int MAX_OUTSTANDING = 2;

  /**
   * Large enough for an input of 16 KiB, small enough that a signal does not wait long behind it on
   * a slow link.
   */
  private static final int BULK_PACKET_BYTES = 20 * 1024;

  private final Loop loop;
  private final TransportConnection connection;
  private final Map<Lane, LinkedHashSet<Source>> wanting = new EnumMap<>(Lane.class);

  private int maxPacketBytes = ProtocolLimits.MIN_PACKET_BYTES;
  private int outstanding;
  private int bulkOutstanding;
  private boolean helloSent;
  private boolean turnPending;
  private boolean closed;

  Outbox(Loop loop, TransportConnection connection) {
    this.loop = loop;
    this.connection = connection;
    for (Lane lane : Lane.values()) {
      wanting.put(lane, new LinkedHashSet<>());
    }
  }

  /** The first packet; nothing leaves before it. */
  void sendHello(Hello hello) {
    PacketBuilder builder = new PacketBuilder(ProtocolLimits.HELLO_PACKET_BYTES);
    builder.add(0, Bodies.encode(ClientFrame.HELLO_FIELD_NUMBER, hello));
    helloSent = true;
    send(Lane.CONTROL, builder.takePacket());
    scheduleTurn();
  }

  /** Notes that a source has something for a lane. */
  void want(Lane lane, Source source) {
    if (closed) {
      return;
    }
    if (wanting(lane).add(source)) {
      scheduleTurn();
    }
  }

  /** What the handshake negotiated. */
  void setMaxPacketBytes(int bytes) {
    maxPacketBytes = bytes;
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
    for (Lane lane : Lane.values()) {
      while (!closed && maySend(lane) && !wanting(lane).isEmpty()) {
        sendFrom(lane);
      }
    }
  }

  private boolean maySend(Lane lane) {
    return outstanding < MAX_OUTSTANDING && (lane != Lane.BULK || bulkOutstanding == 0);
  }

  private void sendFrom(Lane lane) {
    int bytes = lane == Lane.CONTROL ? maxPacketBytes : Math.min(maxPacketBytes, BULK_PACKET_BYTES);
    PacketWriter packet = new PacketWriter(bytes);
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

  private void send(Lane lane, ByteBuffer packet) {
    int bulk = lane == Lane.BULK ? 1 : 0;
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
