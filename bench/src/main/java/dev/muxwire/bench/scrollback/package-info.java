/** A terminal's long history: pages of it, all of it, and what is somewhere in it. */
@NullMarked
package dev.muxwire.bench.scrollback;

import org.jspecify.annotations.NullMarked;
