package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.outbound.SharedPacket;
import dev.muxwire.server.terminal.EncodedOutput;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.PacketMemory;
import dev.muxwire.wire.SendCredit;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Output in whole packets that are encoded once for all viewers at one place. They end on a grid,
 * as far as there is output: so viewers that are behind by different amounts come to stand at the
 * same places, and share what follows. Belongs to the connection's loop.
 */
final class SharedOutput {
  /** To encode less is as cheap as to look for it. */
  private static final int LEAST_BYTES = 8 * 1024;

  /** The most that a frame of output adds to its data, within the body. */
  static final int BODY_OVERHEAD_BYTES = 32;

  /** What a frame adds to its data: tags, lengths, stream id and offset. */
  private static final int FRAME_OVERHEAD_BYTES = 16 + BODY_OVERHEAD_BYTES;

  /**
   * No memory that output is read from is smaller: a packet has a frame for each that it touches.
   */
  private static final int LEAST_CELL_BYTES = 64 * 1024;

  private final PacketMemory memory;
  private final BooleanSupplier packs;
  private final int streamId;
  private final SendCredit credit;

  /**
   * @param memory where packets lie
   * @param packs whether this viewer gets output compressed as things are: then it is the packed
   *     bodies that are shared
   */
  SharedOutput(PacketMemory memory, BooleanSupplier packs, int streamId, SendCredit credit) {
    this.memory = memory;
    this.packs = packs;
    this.streamId = streamId;
    this.credit = credit;
  }

  /** A packet that is encoded, and held. */
  private record Held(EncodedOutput output, ByteBuffer bytes) implements SharedPacket {
    @Override
    public void release() {
      output.release();
    }
  }

  /** The packet that comes next, which the cursor passes; null if there is none to share. */
  @Nullable SharedPacket next(OutputCursor cursor, TerminalOutput from, int packetBytes) {
    if (packetBytes < LEAST_BYTES || packs.getAsBoolean()) {
      return null;
    }
    long epoch = from.epoch(); // before the bytes, which may be another's later
    long position = cursor.position();
    long cell = cellBytes(packetBytes);
    long due = Math.min((position / cell + 1) * cell, from.end()) - position;
    boolean hasCredit = credit.availableBytes() >= due + (packetBytes - cell);
    if (due < LEAST_BYTES || !hasCredit || cursor.peek(1) == null) {
      return null;
    }
    EncodedOutput packet =
        from.encoded(
            new EncodedOutput.Place(epoch, position, streamId, packetBytes),
            found -> isGood(found, position, due),
            () -> encode(cursor.copy(), position + due, packetBytes));
    if (packet == null) {
      return null;
    }
    cursor.takeTo(packet.end());
    credit.spend(packet.creditBytes());
    return new Held(packet, packet.bytes());
  }

  /**
   * Output goes on while viewers take their turns: one that has half of what is due is not encoded
   * again, so that they stay together.
   */
  private static boolean isGood(EncodedOutput packet, long position, long due) {
    return packet.isCutShort() || 2 * (packet.end() - position) >= due;
  }

  private static int cellBytes(int packetBytes) {
    return packetBytes - (packetBytes / LEAST_CELL_BYTES + 2) * FRAME_OVERHEAD_BYTES;
  }

  private EncodedOutput.@Nullable Draft encode(OutputCursor ahead, long until, int packetBytes) {
    PacketBuilder packet = new PacketBuilder(packetBytes, memory);
    long creditBytes = 0;
    OutputCursor.Data data = ahead.peek((int) (until - ahead.position()));
    while (data != null && data.length() > 0) {
      Output output = TerminalStream.outputMessage(data);
      packet.add(streamId, ServerFrame.OUTPUT_FIELD_NUMBER, output);
      creditBytes += output.getSerializedSize();
      ahead.take(data);
      data = ahead.peek((int) (until - ahead.position()));
    }
    boolean cutShort = ahead.position() < until; // by a resize, or by what must be loaded first
    ByteBuffer encoded = packet.takePacket();
    if (encoded.remaining() < LEAST_BYTES) {
      memory.give(encoded);
      return null;
    }
    return new EncodedOutput.Draft(encoded, memory, ahead.position(), cutShort, creditBytes);
  }
}
