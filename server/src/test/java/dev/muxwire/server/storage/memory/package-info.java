/** Tests of the engine in memory. */
@NullMarked
package dev.muxwire.server.storage.memory;

import org.jspecify.annotations.NullMarked;
