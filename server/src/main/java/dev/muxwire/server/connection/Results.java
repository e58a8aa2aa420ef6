package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.PacketBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way back for results on stream 0: small ones as control frames, a large one in chunks, like
 * other data. While large ones wait, the connection reads no further requests.
 */
final class Results implements Source {
  private static final int CHUNK_OVERHEAD_BYTES = 64;

  private final OutboundScheduler outbound;
  private final int largeBytes;
  private final LongSupplier transferIds;
  private final Runnable whenDrained;
  private final Deque<byte[]> large = new ArrayDeque<>();
  private @Nullable ChunkSender transfer;

  /**
   * @param largeBytes what goes in chunks
   * @param whenDrained called when no large result waits any more
   */
  Results(
      OutboundScheduler outbound, int largeBytes, LongSupplier transferIds, Runnable whenDrained) {
    this.outbound = outbound;
    this.largeBytes = largeBytes;
    this.transferIds = transferIds;
    this.whenDrained = whenDrained;
    outbound.add(this);
  }

  void send(byte[] body) {
    if (body.length < largeBytes) {
      outbound.control(0, body);
    } else {
      large.add(body);
      outbound.wake();
    }
  }

  boolean isBusy() {
    return ready();
  }

  @Override
  public Priority priority() {
    return Priority.STATE;
  }

  @Override
  public boolean ready() {
    return transfer != null || !large.isEmpty();
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    if (transfer == null) {
      transfer = new ChunkSender(transferIds.getAsLong(), large.remove());
    }
    var chunk = transfer.next(packet.room(0) - CHUNK_OVERHEAD_BYTES);
    packet.add(0, Bodies.encode(ServerFrame.CHUNK_FIELD_NUMBER, chunk));
    if (transfer.done()) {
      transfer = null;
      if (!isBusy()) {
        whenDrained.run();
      }
    }
    return Fill.WRITTEN;
  }
}
