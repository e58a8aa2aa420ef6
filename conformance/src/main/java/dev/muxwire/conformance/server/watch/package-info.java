/** What holds for everything that a server sends, watched in every case. */
@NullMarked
package dev.muxwire.conformance.server.watch;

import org.jspecify.annotations.NullMarked;
