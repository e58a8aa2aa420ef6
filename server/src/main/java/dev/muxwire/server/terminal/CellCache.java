package dev.muxwire.server.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cells of output that were read back from disk, the latest used of them, and those that are being
 * read. Any thread.
 *
 * <p>Not by frequency, as the caches beside it: most of a history is read once, in order, and what
 * is read ahead of somebody would lose its place to cells that nobody comes back to.
 */
final class CellCache {
  private static final float LOAD_FACTOR = 0.75f;

  private record Key(String terminal, long gridStart) {}

  /** By the latest use. Guarded by itself, and nothing is read meanwhile. */
  private final Map<Key, CompletableFuture<Segment>> cells;

  CellCache(long maxCells) {
    cells =
        new LinkedHashMap<>(16, LOAD_FACTOR, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<Segment>> oldest) {
            return size() > maxCells;
          }
        };
  }

  /** The cell if it is here. */
  @Nullable Segment find(String terminal, long gridStart) {
    CompletableFuture<Segment> cell;
    synchronized (cells) {
      cell = cells.get(new Key(terminal, gridStart));
    }
    return cell == null || !cell.isDone() || cell.isCompletedExceptionally() ? null : cell.join();
  }

  /** Is the cell here, or about to be? */
  boolean hasOrReads(String terminal, long gridStart) {
    synchronized (cells) {
      return cells.containsKey(new Key(terminal, gridStart));
    }
  }

  /** Keeps a cell that was never read from disk. */
  void put(String terminal, Segment cell) {
    synchronized (cells) {
      cells.put(new Key(terminal, cell.gridStart()), CompletableFuture.completedFuture(cell));
    }
  }

  /**
   * The cell, for all that wait for it; one that cannot be read is forgotten.
   *
   * @param loader begins to read it
   */
  CompletableFuture<Segment> load(
      String terminal, long gridStart, Supplier<CompletableFuture<Segment>> loader) {
    Key key = new Key(terminal, gridStart);
    CompletableFuture<Segment> cell;
    synchronized (cells) {
      cell = cells.get(key);
      if (cell != null) {
        return cell;
      }
      cell = loader.get();
      cells.put(key, cell);
    }
    CompletableFuture<Segment> loaded = cell;
    loaded.whenComplete(
        (segment, failure) -> {
          if (failure != null) {
            forget(key, loaded);
          }
        });
    return loaded;
  }

  private void forget(Key key, CompletableFuture<Segment> cell) {
    synchronized (cells) {
      cells.remove(key, cell);
    }
  }

  void forget(String terminal, long gridStart) {
    synchronized (cells) {
      cells.remove(new Key(terminal, gridStart));
    }
  }

  /** Forgets all cells of a terminal that begin before an offset, those that are being read too. */
  void forgetBefore(String terminal, long offset) {
    synchronized (cells) {
      cells.keySet().removeIf(key -> key.terminal().equals(terminal) && key.gridStart() < offset);
    }
  }
}
