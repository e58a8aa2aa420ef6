package dev.muxwire.server.workspace;

import java.util.List;

/**
 * The order of last changes as it was at one revision, kept for readers that are slower than the
 * writers. It holds references; an entity costs memory only once the state has a newer one.
 */
final class Pin implements Order {
  private final long revision;
  private final List<EntityState> order;
  private final long takenAtMs;
  private int users;
  private long usedAtMs;

  /** Takes the list over. */
  Pin(long revision, List<EntityState> order, long nowMs) {
    this.takenAtMs = nowMs;
    this.usedAtMs = nowMs;
    this.revision = revision;
    this.order = order;
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public Iterable<EntityState> changedAfter(long through) {
    int low = 0;
    int high = order.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.get(middle).revision() <= through) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return order.subList(low, order.size());
  }

  void join() {
    users++;
  }

  /** True when nobody uses it any more. */
  boolean leave() {
    return --users == 0;
  }

  void used(long nowMs) {
    usedAtMs = nowMs;
  }

  long takenAtMs() {
    return takenAtMs;
  }

  long usedAtMs() {
    return usedAtMs;
  }
}
