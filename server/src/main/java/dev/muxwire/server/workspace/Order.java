package dev.muxwire.server.workspace;

/** Entities and tombstones in order of their last change, as of one revision. */
interface Order {
  long revision();

  /** Those changed after a revision, in order. */
  Iterable<EntityState> changedAfter(long through);
}
