package dev.muxwire.wire;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
  private static final int MAX_LENGTH_BYTES = 5;

  private static final byte[] NOTHING = {};

  private final int maxPacketBytes;

  /** Grows with what is written, and leaves with the packet: an idle connection holds none. */
  private byte[] buffer = NOTHING;

  private int position;

  /** The size that this packet is to have at most, as far as its frames can be cut. */
  private int targetBytes;

  public PacketBuilder(int maxPacketBytes) {
    this.maxPacketBytes = maxPacketBytes;
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
    return position == 0;
  }

  public int size() {
    return position;
  }

  public void clear() {
    position = 0;
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
    int left = packetBytes - position - 1 - headSize(streamId);
    // The length prefix is as long as the largest frame that could follow needs it to be.
    return left - CodedOutputStream.computeUInt32SizeNoTag(Math.max(0, left + headSize(streamId)));
  }

  /** Adds a frame; the body must fit, see {@link #room}. */
  public void add(int streamId, byte[] body) {
    begin(streamId, body.length);
    System.arraycopy(body, 0, buffer, position, body.length);
    position += body.length;
  }

  /**
   * Adds a frame whose body the writer encodes straight into the packet, exactly {@code bodySize}
   * bytes.
   */
  public void add(int streamId, int bodySize, BodyWriter writer) {
    begin(streamId, bodySize);
    writer.write(buffer, position);
    position += bodySize;
  }

  private void begin(int streamId, int bodySize) {
    if (bodySize > room(streamId, maxPacketBytes)) {
      throw new IllegalStateException("a body of " + bodySize + " bytes does not fit");
    }
    ensureRoom(1 + MAX_LENGTH_BYTES + headSize(streamId) + bodySize);
    CodedOutputStream out =
        CodedOutputStream.newInstance(buffer, position, buffer.length - position);
    try {
      out.writeRawByte((byte) FRAME_TAG);
      out.writeUInt32NoTag(headSize(streamId) + bodySize);
      if (streamId != 0) {
        out.writeRawByte((byte) STREAM_ID_TAG);
        out.writeUInt32NoTag(streamId);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    position += out.getTotalBytesWritten();
  }

  private void ensureRoom(int bytes) {
    int needed = position + bytes;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, Math.min(2 * position, maxPacketBytes)));
    }
  }

  private static int headSize(int streamId) {
    return streamId == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(streamId);
  }

  /** Hands the packet over, to a transport; the builder is empty again. */
  public ByteBuffer takePacket() {
    ByteBuffer packet = ByteBuffer.wrap(buffer, 0, position);
    buffer = NOTHING;
    clear();
    return packet;
  }

  /** Encodes a body. */
  public interface BodyWriter {
    void write(byte[] buffer, int position);
  }
}
