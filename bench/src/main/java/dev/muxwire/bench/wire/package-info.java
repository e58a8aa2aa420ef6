/** Clients that cost nearly nothing, the same for every system: what differs is the servers. */
@NullMarked
package dev.muxwire.bench.wire;

import org.jspecify.annotations.NullMarked;
