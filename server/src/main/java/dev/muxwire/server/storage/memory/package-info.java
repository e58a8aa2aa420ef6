/**
 * A log engine in memory, for tests and the deterministic simulation: no threads, no clock, crashes
 * and failures on request. May import {@code log} and {@code storage}.
 */
@NullMarked
package dev.muxwire.server.storage.memory;

import org.jspecify.annotations.NullMarked;
