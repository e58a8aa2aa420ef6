/**
 * What this user's Muxwire leaves on this machine: data directory, locks, pids, the last server's
 * address.
 */
@NullMarked
package dev.muxwire.cli.local;

import org.jspecify.annotations.NullMarked;
