package dev.muxwire.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Writes one packet, frame by frame, into one buffer.
 *
 * <pre>
 *   packet  = frame*
 *   frame   = 0x0A  length  head  body
 *   head    = nothing for stream 0, else 0x08 stream_id
 *   body    = tag of the oneof field  length  message       the same bytes for every receiver
 * </pre>
 */
public final class PacketBuilder {
  private static final int FRAME_TAG = 0x0A;
  private static final int STREAM_ID_TAG = 0x08;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final int maxPacketBytes;
  private final PacketMemory memory;

  /** Grows with what is written, and leaves with the packet: an idle connection holds none. */
  private ByteBuffer buffer = NOTHING;

  /** The size that this packet is to have at most, as far as its frames can be cut. */
  private int targetBytes;

  /** One on the heap. */
  public PacketBuilder(int maxPacketBytes) {
    this(maxPacketBytes, PacketMemory.HEAP);
  }

  /**
   * @param memory where packets lie; whoever takes one gives its memory back
   */
  public PacketBuilder(int maxPacketBytes, PacketMemory memory) {
    this.maxPacketBytes = maxPacketBytes;
    this.memory = memory;
    this.targetBytes = maxPacketBytes;
  }

  public int maxPacketBytes() {
    return maxPacketBytes;
  }

  /** Aims at a smaller size, until the packet is taken or cleared. */
  public void target(int bytes) {
    targetBytes = Math.min(bytes, maxPacketBytes);
  }

  public boolean isEmpty() {
    return buffer.position() == 0;
  }

  public int size() {
    return buffer.position();
  }

  public void clear() {
    buffer.clear();
    targetBytes = maxPacketBytes;
  }

  /** The largest body that still fits for this stream; 0 or less when none does. */
  public int room(int streamId) {
    return room(streamId, targetBytes);
  }

  /** Does a body fit that cannot be cut? In an empty packet it may pass the target. */
  public boolean fits(int streamId, int bodyBytes) {
    return bodyBytes <= room(streamId, isEmpty() ? maxPacketBytes : targetBytes);
  }

  private int room(int streamId, int packetBytes) {
    int left = packetBytes - buffer.position() - 1 - headSize(streamId);
    // The length prefix is as long as the largest frame that could follow needs it to be.
    return left - CodedOutputStream.computeUInt32SizeNoTag(Math.max(0, left + headSize(streamId)));
  }

  /** Adds a frame; the body must fit, see {@link #room}. */
  public void add(int streamId, byte[] body) {
    add(streamId, body.length, out -> out.writeRawBytes(body));
  }

  /**
   * Adds a frame with a message as the oneof field with this number, in one copy; it must fit, as a
   * body must.
   */
  public void add(int streamId, int fieldNumber, MessageLite message) {
    int messageBytes = message.getSerializedSize();
    add(
        streamId,
        Bodies.overhead(fieldNumber, messageBytes) + messageBytes,
        out -> {
          Bodies.begin(out, fieldNumber, messageBytes);
          message.writeTo(out);
        });
  }

  /** Writes a body. */
  public interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** Adds a frame whose body, of just so many bytes, is written into the packet; it must fit. */
  public void add(int streamId, int bodyBytes, Body body) {
    if (bodyBytes > room(streamId, maxPacketBytes)) {
      throw new IllegalStateException("a body of " + bodyBytes + " bytes does not fit");
    }
    int length = headSize(streamId) + bodyBytes;
    int frameBytes = 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    ensureRoom(frameBytes);
    int end = buffer.position() + frameBytes;
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    try {
      out.writeRawByte((byte) FRAME_TAG);
      out.writeUInt32NoTag(length);
      if (streamId != 0) {
        out.writeRawByte((byte) STREAM_ID_TAG);
        out.writeUInt32NoTag(streamId);
      }
      body.writeTo(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (buffer.position() != end) {
      throw new IllegalStateException("a body is not as long as it was said to be");
    }
  }

  private void ensureRoom(int bytes) {
    if (bytes > buffer.remaining()) {
      int position = buffer.position();
      int needed = Math.max(position + bytes, Math.min(2 * position, maxPacketBytes));
      ByteBuffer larger = memory.take(needed).put(buffer.flip());
      if (buffer != NOTHING) {
        memory.give(buffer);
      }
      buffer = larger;
    }
  }

  private static int headSize(int streamId) {
    return streamId == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(streamId);
  }

  /** Hands the packet over, to a transport; the builder is empty again. */
  public ByteBuffer takePacket() {
    ByteBuffer packet = buffer.flip();
    buffer = NOTHING;
    clear();
    return packet;
  }
}
