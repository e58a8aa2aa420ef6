/**
 * The durable log engine: one RocksDB database for all logs, one writer thread with group commit, a
 * few reader threads. May import {@code log}, {@code storage} and RocksDB; nothing else of the
 * server knows that RocksDB exists, but {@code boot}, which constructs it.
 *
 * <p>How a record gets to disk:
 *
 * <pre>
 *   owner's loop           writer thread                  owner's loop
 *   append ── PendingTail
 *          └─ queue ────►  all that waits: one
 *                          WriteBatch, one fsync  ────►   leaves PendingTail, callback
 *
 *   read from PendingTail alone: at once;  otherwise reader thread, then the tail as it was
 * </pre>
 *
 * <p>A record is always in the database before it leaves its log's pending tail, and both the tail
 * and the choice between the two are the owner's, on its loop: so a read can miss nothing and needs
 * no lock.
 */
@NullMarked
package dev.muxwire.server.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
