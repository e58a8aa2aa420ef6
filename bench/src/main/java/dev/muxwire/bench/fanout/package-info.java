/** One terminal's output to many viewers. */
@NullMarked
package dev.muxwire.bench.fanout;

import org.jspecify.annotations.NullMarked;
