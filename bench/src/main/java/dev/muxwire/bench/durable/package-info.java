/** Changes that are on the disk before they are acknowledged. */
@NullMarked
package dev.muxwire.bench.durable;

import org.jspecify.annotations.NullMarked;
