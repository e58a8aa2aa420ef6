/** One field of a workspace changes, and many watch it. */
@NullMarked
package dev.muxwire.bench.change;

import org.jspecify.annotations.NullMarked;
