/** Viewers that stop reading, and what they cost: the server, and those who read on. */
@NullMarked
package dev.muxwire.bench.slow;

import org.jspecify.annotations.NullMarked;
