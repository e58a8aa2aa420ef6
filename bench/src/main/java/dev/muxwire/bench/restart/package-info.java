/** How long a server is away that was killed. */
@NullMarked
package dev.muxwire.bench.restart;

import org.jspecify.annotations.NullMarked;
