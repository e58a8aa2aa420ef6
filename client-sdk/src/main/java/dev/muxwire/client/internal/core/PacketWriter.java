package dev.muxwire.client.internal.core;

import com.google.protobuf.MessageLite;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import java.nio.ByteBuffer;

/** One packet in the making, of one lane. */
final class PacketWriter {
  /** What happened to a frame. */
  enum Added {
    YES,
    /** It fits a packet, but not this one any more. */
    NEXT_PACKET,
    /** It fits no packet and must go in chunks. */
    TOO_LARGE
  }

  /** Tag, length and stream id at their longest. */
  private static final int MAX_HEAD_BYTES = 12;

  private final PacketBuilder builder;
  private final int packetBytes;

  PacketWriter(int packetBytes) {
    this.builder = new PacketBuilder(packetBytes);
    this.packetBytes = packetBytes;
  }

  Added add(int streamId, int fieldNumber, MessageLite message) {
    int messageBytes = message.getSerializedSize();
    int bodyBytes = Bodies.overhead(fieldNumber, messageBytes) + messageBytes;
    if (bodyBytes <= builder.room(streamId)) {
      builder.add(streamId, fieldNumber, message);
      return Added.YES;
    }
    return builder.isEmpty() || bodyBytes + MAX_HEAD_BYTES > packetBytes
        ? Added.TOO_LARGE
        : Added.NEXT_PACKET;
  }

  /** Bytes of data that a frame with this much around them can hold now. */
  int roomForData(int streamId, int aroundBytes) {
    return builder.room(streamId) - aroundBytes;
  }

  boolean isEmpty() {
    return builder.isEmpty();
  }

  ByteBuffer takePacket() {
    return builder.takePacket();
  }
}
