/** How costs grow with what there is. */
@NullMarked
package dev.muxwire.bench.growth;

import org.jspecify.annotations.NullMarked;
