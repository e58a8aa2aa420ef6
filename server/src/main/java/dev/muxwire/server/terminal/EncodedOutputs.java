package dev.muxwire.server.terminal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Packets of output that viewers of all terminals share, the latest used of them, bounded by bytes.
 * One that a slow connection still sends outlives its place here. Any thread.
 *
 * <p>Not by frequency, as the caches beside it: a packet is asked for by all viewers within
 * moments, and then never again.
 */
final class EncodedOutputs {
  private static final float LOAD_FACTOR = 0.75f;

  private final long maxBytes;

  /** By the latest use. Guarded by itself, and nothing is encoded meanwhile. */
  private final Map<Key, EncodedOutput> packets = new LinkedHashMap<>(16, LOAD_FACTOR, true);

  /** Of those packets. Guarded by them. */
  private long keptBytes;

  private record Key(String terminal, EncodedOutput.Place place) {}

  /**
   * @param maxBytes of the packets that are kept for others
   */
  EncodedOutputs(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * A packet that is good enough, which the caller holds from now on; if there is none, a new one,
   * for others too.
   *
   * @param maker encodes one; null if there is nothing to encode
   * @return null if there is none
   */
  @Nullable EncodedOutput hold(
      String terminal,
      EncodedOutput.Place place,
      Predicate<EncodedOutput> isGood,
      Supplier<EncodedOutput.@Nullable Draft> maker) {
    Key key = new Key(terminal, place);
    EncodedOutput found = find(key);
    if (found != null && isGood.test(found)) {
      return found;
    }
    if (found != null) {
      found.release();
    }
    EncodedOutput.Draft draft = maker.get();
    return draft == null ? null : keep(key, new EncodedOutput(draft));
  }

  private @Nullable EncodedOutput find(Key key) {
    synchronized (packets) {
      EncodedOutput found = packets.get(key);
      if (found != null) {
        found.retain();
      }
      return found;
    }
  }

  private EncodedOutput keep(Key key, EncodedOutput made) {
    made.retain();
    synchronized (packets) {
      dropped(packets.put(key, made));
      keptBytes += made.bufferBytes();
      Iterator<EncodedOutput> oldest = packets.values().iterator();
      while (keptBytes > maxBytes && oldest.hasNext()) {
        EncodedOutput packet = oldest.next();
        oldest.remove();
        dropped(packet);
      }
    }
    return made;
  }

  private void dropped(@Nullable EncodedOutput packet) {
    if (packet != null) {
      keptBytes -= packet.bufferBytes();
      packet.release();
    }
  }

  void forget(String terminal, EncodedOutput.Place place) {
    synchronized (packets) {
      dropped(packets.remove(new Key(terminal, place)));
    }
  }

  /** Forgets all packets of a terminal that begin before an offset. */
  void forgetBefore(String terminal, long offset) {
    synchronized (packets) {
      Iterator<Map.Entry<Key, EncodedOutput>> all = packets.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<Key, EncodedOutput> entry = all.next();
        Key key = entry.getKey();
        if (key.terminal().equals(terminal) && key.place().offset() < offset) {
          all.remove();
          dropped(entry.getValue());
        }
      }
    }
  }
}
