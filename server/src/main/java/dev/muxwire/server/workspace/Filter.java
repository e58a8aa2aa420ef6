package dev.muxwire.server.workspace;

import dev.muxwire.wire.FieldKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * What a state stream carries.
 *
 * @param kinds numbers of the kinds wanted; empty = all
 * @param masks field numbers wanted, a set a kind; a kind without one has all
 * @param focusIds entities to send first
 */
public record Filter(Set<Integer> kinds, Map<Integer, Set<Integer>> masks, Set<String> focusIds) {

  /** Everything, in order. */
  public static final Filter ALL = new Filter(Set.of(), Map.of(), Set.of());

  /** All fields of a kind. */
  static final Predicate<FieldKey> EVERY_FIELD = key -> true;

  public Filter {
    kinds = Set.copyOf(kinds);
    masks = Map.copyOf(masks);
    focusIds = Collections.unmodifiableSet(new LinkedHashSet<>(focusIds)); // in this order
  }

  boolean wants(int kind) {
    return kinds.isEmpty() || kinds.contains(kind);
  }

  Predicate<FieldKey> fieldsOf(int kind) {
    Set<Integer> mask = masks.isEmpty() ? null : masks.get(kind);
    return mask == null ? EVERY_FIELD : key -> mask.contains(key.number());
  }

  /** What it takes in memory, about. */
  int memoryBytes() {
    int bytes = 16 * kinds.size();
    for (Set<Integer> mask : masks.values()) {
      bytes += 64 + 16 * mask.size();
    }
    for (String id : focusIds) {
      bytes += 48 + 2 * id.length();
    }
    return bytes;
  }

  /** Equal for filters that select the same; focus does not count. */
  public int hash() {
    CRC32C crc = new CRC32C();
    StringBuilder canonical = new StringBuilder().append(new TreeSet<>(kinds));
    new TreeMap<>(masks)
        .forEach((kind, fields) -> canonical.append(kind).append(new TreeSet<>(fields)));
    crc.update(ByteBuffer.wrap(canonical.toString().getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }
}
