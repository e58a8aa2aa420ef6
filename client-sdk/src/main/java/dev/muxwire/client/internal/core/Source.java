package dev.muxwire.client.internal.core;

/** Somebody who may have something to send. */
interface Source {
  /**
   * Adds frames of a lane to a packet.
   *
   * @return true: there is more to send as soon as there is room; false: nothing, or nothing before
   *     the source asks again with {@link Outbox#want}
   */
  boolean fill(Lane lane, PacketWriter out);
}
