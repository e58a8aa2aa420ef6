package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.PacketBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way back for results on stream 0: small ones as control frames, a large one in chunks, like
 * other data. While too much of large ones waits, the connection reads no further requests.
 */
final class Results implements Source {
  private static final int CHUNK_OVERHEAD_BYTES = 64;

  /** So much of large results may wait before the peer has to take some. */
  private static final int MAX_WAITING_BYTES = 256 * 1024;

  private final OutboundScheduler outbound;
  private final int largeBytes;
  private final LongSupplier transferIds;
  private final Runnable whenDrained;
  private final Deque<byte[]> large = new ArrayDeque<>();
  private @Nullable ChunkSender transfer;
  private long waitingBytes;

  /**
   * @param largeBytes what goes in chunks
   * @param whenDrained called when {@link #isBusy()} has ended
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
      waitingBytes += body.length;
      outbound.wake();
    }
  }

  boolean isBusy() {
    return waitingBytes >= MAX_WAITING_BYTES;
  }

  @Override
  public boolean isPaced() {
    return !isBusy();
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
    packet.add(0, ServerFrame.CHUNK_FIELD_NUMBER, chunk);
    boolean wasBusy = isBusy();
    waitingBytes -= chunk.getData().size();
    if (transfer.done()) {
      transfer = null;
    }
    if (wasBusy && !isBusy()) {
      whenDrained.run();
    }
    return Fill.WRITTEN;
  }
}
