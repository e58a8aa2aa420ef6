/**
 * "Acknowledged means durable, applied exactly once", shown on a real server process that is killed
 * with SIGKILL again and again while real clients change a workspace.
 *
 * <p>{@link dev.muxwire.durability.KillTest} drives it; what may have happened is decided by a
 * model ({@link dev.muxwire.durability.Explanation}) that knows nothing of the product but what
 * docs/PROTOCOL.md promises: it gets what each client asked for and was told, and the state at the
 * end, as raw packets bring it.
 */
@NullMarked
package dev.muxwire.durability;

import org.jspecify.annotations.NullMarked;
