/** What connections cost that have nothing to do. */
@NullMarked
package dev.muxwire.bench.connections;

import org.jspecify.annotations.NullMarked;
