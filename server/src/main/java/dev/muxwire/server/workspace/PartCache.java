package dev.muxwire.server.workspace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Encoded parts of all workspaces, bounded by bytes: readers that stand at one place and want the
 * same get the same bytes, encoded once. Safe for use by several threads.
 */
public final class PartCache {
  /** What a part takes beside its body and the filter of its key. */
  private static final int OVERHEAD_BYTES = 256;

  /**
   * A part is a function of this: so nothing here is ever out of date.
   *
   * @param owner stands for the workspace, and is equal to itself alone
   */
  record Key(Object owner, long revision, Scan.Position from, Filter filter, int maxBytes) {}

  /** What was made of a part for the wire. */
  private record FormKey(StateScanPart part, Object form) {}

  private final Cache<Key, StateScanPart> parts;
  private final Cache<FormKey, byte[]> forms;

  /**
   * @param maxBytes of all parts together, and of their other forms
   */
  public PartCache(long maxBytes) {
    parts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(PartCache::weigh)
            .executor(Runnable::run)
            .build();
    forms =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<FormKey, byte[]>weigher(
                (key, form) -> OVERHEAD_BYTES + key.part().body().length + form.length)
            .executor(Runnable::run)
            .build();
  }

  private static int weigh(Key key, StateScanPart part) {
    return OVERHEAD_BYTES + part.body().length + key.filter().memoryBytes();
  }

  /**
   * A form of a part, made once for all.
   *
   * @param form names it, the same for all that want the same
   */
  byte[] form(StateScanPart part, Object form, UnaryOperator<byte[]> maker) {
    return forms.get(new FormKey(part, form), absent -> maker.apply(part.body()));
  }

  /** The part; whoever asks first makes it, and the others wait for that. */
  StateScanPart get(Key key, Supplier<StateScanPart> scan) {
    return parts.get(key, absent -> scan.get());
  }
}
