package dev.muxwire.client;

/**
 * A mutation was applied and is durable.
 *
 * @param epoch the epoch of the state log
 * @param revision the revision that the batch became
 */
public record MutationResult(long epoch, long revision) {}
