/** Processes of a run: how they are started, told what to do, and what they cost. */
@NullMarked
package dev.muxwire.bench.process;

import org.jspecify.annotations.NullMarked;
