/** How long a key takes until its echo is there. */
@NullMarked
package dev.muxwire.bench.echo;

import org.jspecify.annotations.NullMarked;
