package dev.muxwire.server.terminal;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Output read back from disk, all terminals together, bounded by bytes; each cell is read once for
 * all that wait for it.
 */
public final class BlockCache {
  private record Key(String terminal, long gridStart) {}

  private final AsyncCache<Key, Segment> segments;

  /**
   * @param maxBytes of all cells together
   */
  public BlockCache(long maxBytes) {
    segments =
        Caffeine.newBuilder()
            .maximumSize(Math.max(4, maxBytes / Segment.BYTES))
            .executor(Runnable::run)
            .buildAsync();
  }

  /** The cell if it is here. */
  @Nullable Segment find(String terminal, long gridStart) {
    CompletableFuture<Segment> segment = segments.getIfPresent(new Key(terminal, gridStart));
    return segment == null || !segment.isDone() || segment.isCompletedExceptionally()
        ? null
        : segment.join();
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
  }

  void forget(String terminal, long gridStart) {
    segments.synchronous().invalidate(new Key(terminal, gridStart));
  }
}
