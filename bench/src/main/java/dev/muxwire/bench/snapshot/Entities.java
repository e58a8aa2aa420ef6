package dev.muxwire.bench.snapshot;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A state as any server has to hold it whose entities change one by one: each an object of its own,
 * found by the order of their last changes. To gather a message from it is the least that a
 * snapshot can cost, if nobody keeps the whole encoded once more.
 */
final class Entities {
  private static Entities latest = new Entities(0, 0);

  private final TreeMap<Long, byte[]> byRevision = new TreeMap<>();
  private final long bytes;

  private Entities(int count, long bytes) {
    this.bytes = bytes;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < count; i++) {
      byte[] entity = new byte[(int) (bytes / count) + 1];
      random.nextBytes(entity);
      byRevision.put((long) i, entity);
    }
  }

  /** So many of so many bytes in all, at least; those that were asked for last are kept. */
  static synchronized Entities of(int count, long bytes) {
    if (latest.byRevision.size() != count || latest.bytes < bytes) {
      latest = new Entities(count, bytes);
    }
    return latest;
  }

  /** Whole entities as long as a message has room, then what still fits of one. */
  Supplier<ByteBuffer> messages(int messageBytes) {
    Iterator<byte[]> entities = byRevision.values().iterator();
    ByteBuffer message = ByteBuffer.allocateDirect(messageBytes);
    return () -> {
      message.clear();
      while (message.hasRemaining()) {
        byte[] entity = entities.hasNext() ? entities.next() : new byte[message.remaining()];
        message.put(entity, 0, Math.min(entity.length, message.remaining()));
      }
      return message.flip();
    };
  }
}
