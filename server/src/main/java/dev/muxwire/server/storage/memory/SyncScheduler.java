package dev.muxwire.server.storage.memory;

/**
 * Decides when a sync of the imagined disk ends: it runs {@code sync} once, now or later. One sync
 * is under way at a time; what is written meanwhile waits for the next one.
 */
public interface SyncScheduler {
  /** A disk that takes no time. */
  SyncScheduler IMMEDIATE = Runnable::run;

  void schedule(Runnable sync);
}
