package dev.muxwire.server.connection;

import com.google.protobuf.MessageLite;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.server.wire.Compressor;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.SendCredit;
import java.util.function.Function;

/**
 * Output on its way to a client that can unpack, over a link that is slow: in pieces on the log's
 * grid, packed once for all that get them. Belongs to the connection's loop.
 */
final class PackedOutput {
  private static final int LEAST_PIECE_BYTES = 4 * 1024;
  private static final int MOST_PIECE_BYTES = 64 * 1024;

  /** Less is what somebody typed, or nearly. */
  private static final int LEAST_BYTES = 512;

  /** Output packs to about so much less. */
  private static final int PACKED_TO = 4;

  private static final int OVERHEAD_BYTES = 64;

  private final StreamContext context;
  private final int streamId;
  private final SendCredit credit;

  /** What could not be packed goes as it is. */
  private long plainUntil;

  PackedOutput(StreamContext context, int streamId, SendCredit credit) {
    this.context = context;
    this.streamId = streamId;
    this.credit = credit;
  }

  /** What became of an attempt. */
  enum Added {
    PACKED,
    /** Packed it would fit the next packet. */
    NEXT_PACKET,
    /** It has to go as it is. */
    NOT
  }

  /** Is output packed at all, as things are? */
  boolean isUsed() {
    return context.compressor() != null && context.outbound().linkIsSlow();
  }

  /** How a frame of output is made. */
  record Form(int fieldNumber, Object variant, Function<OutputCursor.Data, MessageLite> message) {}

  private record FormKey(Object compression, int fieldNumber, Object variant) {}

  /** Adds what comes next, if it is output. */
  Added add(PacketBuilder packet, OutputCursor cursor, TerminalOutput from, long until, Form form) {
    Compressor compressor = context.compressor();
    if (compressor == null || cursor.position() < plainUntil || !isUsed()) {
      return Added.NOT;
    }
    long epoch = from.epoch(); // before the bytes, which may be another's later
    int cell = cellBytes(packet);
    OutputCursor.Data data = cursor.peek(pieceBytes(cell, cursor.position(), until));
    while (data != null && data.length() >= LEAST_BYTES) {
      byte[] body = packed(compressor, from, epoch, data, form);
      if (body.length == 0) {
        plainUntil = data.offset() + data.length();
        return Added.NOT;
      }
      if (body.length <= packet.room(streamId)) {
        packet.add(streamId, body);
        credit.spend(form.message().apply(data).getSerializedSize());
        cursor.take(data);
        return Added.PACKED;
      }
      if (!packet.isEmpty()) {
        return Added.NEXT_PACKET;
      }
      cell /= 2; // it packs worse than thought
      data =
          cell < LEAST_PIECE_BYTES ? null : cursor.peek(pieceBytes(cell, cursor.position(), until));
    }
    return Added.NOT;
  }

  private int cellBytes(PacketBuilder packet) {
    int packs = PACKED_TO * Math.max(0, packet.room(streamId));
    return Math.min(MOST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, Integer.highestOneBit(packs)));
  }

  /** To the end of a cell of the grid, so that others get the same piece. */
  private int pieceBytes(int cell, long position, long until) {
    long most = Math.min(until - position, credit.availableBytes() - OVERHEAD_BYTES);
    return (int) Math.max(0, Math.min(cell - position % cell, most));
  }

  private static byte[] packed(
      Compressor compressor, TerminalOutput from, long epoch, OutputCursor.Data data, Form form) {
    return from.packed(
        epoch,
        data,
        new FormKey(compressor.form(), form.fieldNumber(), form.variant()),
        () -> compressor.compress(Bodies.encode(form.fieldNumber(), form.message().apply(data))));
  }
}
