package dev.muxwire.server.workspace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Parts encoded since the last change: readers that stand at one place get the same bytes. */
final class PartCache {
  private static final int MAX_PARTS = 32;

  private record Key(Scan.Position from, Filter filter, int maxBytes) {}

  private final Map<Key, StateScanPart> parts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, StateScanPart> eldest) {
          return size() > MAX_PARTS;
        }
      };

  StateScanPart get(Scan.Position from, Filter filter, int maxBytes, Supplier<StateScanPart> scan) {
    return parts.computeIfAbsent(new Key(from, filter, maxBytes), key -> scan.get());
  }

  void clear() {
    parts.clear();
  }
}
