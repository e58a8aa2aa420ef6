/** Clients come back to a server that they had lost. */
@NullMarked
package dev.muxwire.bench.reconnect;

import org.jspecify.annotations.NullMarked;
