package dev.muxwire.server.terminal;

import dev.muxwire.wire.PacketMemory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A packet of output that is encoded once for all viewers that send just this next. It lies in a
 * buffer of packets' memory, which is given back when nobody holds it. Any thread.
 */
public final class EncodedOutput {
  private final Draft draft;

  /** Whoever made it, the cache, and every connection that sends it. */
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Where a packet begins, and for whom it is.
   *
   * @param epoch as it was before the output was looked at
   * @param streamId which stands in every frame
   * @param packetBytes which it has at most
   */
  public record Place(long epoch, long offset, int streamId, int packetBytes) {}

  /**
   * A packet that was just encoded.
   *
   * @param memory where it lies
   * @param end the offset after its last byte of output
   * @param isCutShort something else than output follows there, or output that must be loaded
   * @param creditBytes what it takes of a stream's credit
   */
  public record Draft(
      ByteBuffer packet, PacketMemory memory, long end, boolean isCutShort, long creditBytes) {}

  EncodedOutput(Draft draft) {
    this.draft = draft;
  }

  public long end() {
    return draft.end();
  }

  public boolean isCutShort() {
    return draft.isCutShort();
  }

  public long creditBytes() {
    return draft.creditBytes();
  }

  /** What it takes of memory. */
  int bufferBytes() {
    return draft.packet().capacity();
  }

  /** The packet, only to be read, by somebody who holds it. */
  public ByteBuffer bytes() {
    return draft.packet().duplicate();
  }

  /** Holds it once more; by somebody who holds it, or while the cache does. */
  void retain() {
    holders.incrementAndGet();
  }

  /** Lets go of it; once for each who holds it. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      draft.memory().give(draft.packet());
    }
  }
}
