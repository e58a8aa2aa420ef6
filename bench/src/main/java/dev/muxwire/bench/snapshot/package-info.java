/** A client comes that has nothing yet. */
@NullMarked
package dev.muxwire.bench.snapshot;

import org.jspecify.annotations.NullMarked;
