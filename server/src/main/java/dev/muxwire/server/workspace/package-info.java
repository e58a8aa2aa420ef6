/**
 * A workspace's state: the fold of an ordered log of mutations, and the scan that is snapshot and
 * delta at once. Imports {@code log} alone.
 */
@NullMarked
package dev.muxwire.server.workspace;

import org.jspecify.annotations.NullMarked;
