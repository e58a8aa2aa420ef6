package dev.muxwire.server.terminal;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What readers of all terminals share, bounded by bytes: output read back from disk, each cell once
 * for all that wait for it, and bodies packed and packets encoded for the wire, each made once.
 */
public final class BlockCache {
  private record Key(String terminal, long gridStart) {}

  /**
   * What a packed body is a function of.
   *
   * @param form names how it is made
   */
  private record BodyKey(String terminal, long epoch, long offset, int length, Object form) {}

  /** What an entry takes beside its body. */
  private static final int OVERHEAD_BYTES = 128;

  private static final long LEAST_PACKETS_BYTES = 4L * Segment.BYTES;

  /** Many readers may read ahead at once, and must not drive out what others wait for. */
  private static final long CELLS_TO_THOSE_AHEAD = 64;

  private final long maxCells;
  private final AsyncCache<Key, Segment> segments;
  private final Cache<BodyKey, byte[]> bodies;
  private final EncodedOutputs packets;

  /**
   * @param maxBytes of all cells together; packed bodies may take a quarter more, encoded packets
   *     an eighth
   */
  public BlockCache(long maxBytes) {
    maxCells = Math.max(4, maxBytes / Segment.BYTES);
    segments = Caffeine.newBuilder().maximumSize(maxCells).executor(Runnable::run).buildAsync();
    bodies =
        Caffeine.newBuilder()
            .maximumWeight(Math.max(1, maxBytes / 4))
            .<BodyKey, byte[]>weigher((key, body) -> OVERHEAD_BYTES + body.length)
            .executor(Runnable::run)
            .build();
    packets = new EncodedOutputs(Math.max(LEAST_PACKETS_BYTES, maxBytes / 8));
  }

  /** Packets of output, encoded. */
  EncodedOutputs packets() {
    return packets;
  }

  /**
   * A packed body; whoever asks first makes it, and the others wait for that.
   *
   * @param retainedFrom of the output, which may have been erased while the body was made
   */
  byte[] body(
      String terminal,
      long epoch,
      OutputCursor.Data data,
      Object form,
      Supplier<byte[]> maker,
      LongSupplier retainedFrom) {
    BodyKey key = new BodyKey(terminal, epoch, data.offset(), data.length(), form);
    byte[] body = bodies.get(key, absent -> maker.get());
    if (data.offset() < retainedFrom.getAsLong()) {
      bodies.invalidate(key);
    }
    return body;
  }

  /** The cell if it is here. */
  @Nullable Segment find(String terminal, long gridStart) {
    CompletableFuture<Segment> segment = segments.getIfPresent(new Key(terminal, gridStart));
    return segment == null || !segment.isDone() || segment.isCompletedExceptionally()
        ? null
        : segment.join();
  }

  /** Is the cell here, or about to be? */
  boolean hasOrReads(String terminal, long gridStart) {
    return segments.asMap().containsKey(new Key(terminal, gridStart));
  }

  /** Is there room for so many cells before anybody asks for them? */
  boolean hasRoomFor(long cells) {
    return cells <= maxCells / CELLS_TO_THOSE_AHEAD;
  }

  /** Keeps a cell that was never read from disk. */
  void put(String terminal, Segment cell) {
    segments.put(new Key(terminal, cell.gridStart()), CompletableFuture.completedFuture(cell));
  }

  CompletableFuture<Segment> load(
      String terminal, long gridStart, Supplier<CompletableFuture<Segment>> loader) {
    return segments.get(new Key(terminal, gridStart), (key, executor) -> loader.get());
  }

  /** Forgets all cells of a terminal that begin before an offset, those that are being read too. */
  void forgetBefore(String terminal, long offset) {
    segments
        .asMap()
        .keySet()
        .removeIf(key -> key.terminal().equals(terminal) && key.gridStart() < offset);
    bodies
        .asMap()
        .keySet()
        .removeIf(key -> key.terminal().equals(terminal) && key.offset() < offset);
    packets.forgetBefore(terminal, offset);
  }

  void forget(String terminal, long gridStart) {
    segments.synchronous().invalidate(new Key(terminal, gridStart));
  }
}
