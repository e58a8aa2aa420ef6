package dev.muxwire.server.wire;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Output (and scrollback) straight from the log's memory into the packet: one copy. */
public final class OutputFrame {
  /** The most that a frame adds to its data, within the body. */
  public static final int MAX_OVERHEAD_BYTES = 32;

  private OutputFrame() {}

  /**
   * Adds an Output frame.
   *
   * @return what it takes of the stream's credit
   */
  public static int add(
      PacketBuilder packet, int streamId, long offset, byte[] array, int from, int length) {
    int messageBytes = messageBytes(offset, length);
    int field = ServerFrame.OUTPUT_FIELD_NUMBER;
    int bodyBytes = Bodies.overhead(field, messageBytes) + messageBytes;
    packet.add(
        streamId,
        bodyBytes,
        (buffer, position) -> {
          CodedOutputStream out = CodedOutputStream.newInstance(buffer, position, bodyBytes);
          try {
            out.writeTag(field, 2);
            out.writeUInt32NoTag(messageBytes);
            if (offset != 0) {
              out.writeUInt64(Output.OFFSET_FIELD_NUMBER, offset);
            }
            out.writeTag(Output.DATA_FIELD_NUMBER, 2);
            out.writeUInt32NoTag(length);
            out.write(array, from, length);
          } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
          }
        });
    return messageBytes;
  }

  private static int messageBytes(long offset, int length) {
    int offsetBytes =
        offset == 0 ? 0 : CodedOutputStream.computeUInt64Size(Output.OFFSET_FIELD_NUMBER, offset);
    return offsetBytes
        + CodedOutputStream.computeTagSize(Output.DATA_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(length)
        + length;
  }
}
