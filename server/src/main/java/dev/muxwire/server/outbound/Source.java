package dev.muxwire.server.outbound;

import dev.muxwire.wire.PacketBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the scheduler sees it: not a queue but a cursor, from which the next frames are
 * computed at the moment when the socket can take them. All calls on the connection's loop.
 */
public interface Source {
  Priority priority();

  /** Has it anything to send that credit allows, as far as it knows? */
  boolean ready();

  /**
   * Does it wait until the peer confirms what is under way? Not if the connection reads nothing
   * until this has left: it would not see the confirmation.
   */
  default boolean isPaced() {
    return true;
  }

  /**
   * The whole packet that comes next, when others send the same one and it is what this source
   * alone would fill; the source has moved on behind it. Null if there is none: then it is asked to
   * fill one.
   *
   * @param targetBytes the size that the packet is to have at most
   */
  default @Nullable SharedPacket sharedPacket(int targetBytes) {
    return null;
  }

  /** Writes what fits into the packet. After EMPTY it must not be ready until something changed. */
  Fill fill(PacketBuilder packet);

  /** What came of a fill. */
  enum Fill {
    /** At least one frame was written. */
    WRITTEN,
    /** Nothing fits or nothing is there. */
    EMPTY,
    /**
     * The frames are being computed elsewhere: the place in the socket is kept until {@link
     * OutboundScheduler#prepared(Source)}.
     */
    PREPARING
  }
}
