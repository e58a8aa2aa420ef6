package dev.muxwire.server.workspace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Encoded parts of all workspaces, bounded by bytes: readers that stand at one place and want the
 * same get the same bytes. What was not asked for lately is not kept: a reader that is alone has
 * its parts encoded straight into its packets. Safe for use by several threads.
 */
public final class PartCache {
  /** What a part takes beside its body and the filter of its key. */
  private static final int OVERHEAD_BYTES = 256;

  /** How many parts are remembered to have been asked for once: those of readers side by side. */
  private static final int ASKED = 256;

  /**
   * A part is a function of this: so nothing here is ever out of date.
   *
   * @param owner stands for the workspace, and is equal to itself alone
   */
  record Key(
      Object owner, long revision, Scan.Position from, Filter filter, StateReader.Form form) {}

  /**
   * A packed part is a function of this.
   *
   * @param part its identity
   * @param form how it is packed
   * @param before the number of the packed part before it; 0 = none
   */
  private record PackedKey(Object part, Object form, long before) {}

  private final Cache<Key, StateScanPart> parts;
  private final Cache<PackedKey, PackedPart> packed;

  /** Hashes of keys that were asked for once, each in its place. A mistake costs a copy. */
  private final AtomicIntegerArray asked = new AtomicIntegerArray(ASKED);

  private final AtomicLong lastNumber = new AtomicLong();

  /**
   * @param maxBytes of all parts together, and of all packed ones
   */
  public PartCache(long maxBytes) {
    parts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Key, StateScanPart>weigher(PartCache::weigh)
            .executor(Runnable::run)
            .build();
    packed =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<PackedKey, PackedPart>weigher((key, part) -> OVERHEAD_BYTES + part.body().length)
            .executor(Runnable::run)
            .build();
  }

  private static int weigh(Key key, StateScanPart part) {
    return OVERHEAD_BYTES + part.body().length() + key.filter().memoryBytes();
  }

  /**
   * The part packed behind another one; whoever asks first makes it.
   *
   * @param packer makes the body
   */
  PackedPart pack(StateScanPart part, Object form, long before, Supplier<byte[]> packer) {
    return packed.get(
        new PackedKey(part.identity(), form, before),
        absent -> new PackedPart(lastNumber.incrementAndGet(), packer.get()));
  }

  /** The part; whoever asks second keeps it for all others, who wait for that. */
  StateScanPart get(Key key, Supplier<StateScanPart> scan) {
    StateScanPart kept = parts.getIfPresent(key);
    if (kept != null) {
      return kept;
    }
    return isAskedAgain(key)
        ? parts.get(key, absent -> scan.get().encoded().identifiedBy(key))
        : scan.get().identifiedBy(key);
  }

  private boolean isAskedAgain(Key key) {
    int hash = key.hashCode();
    return asked.getAndSet(Math.floorMod(hash, ASKED), hash) == hash;
  }
}
