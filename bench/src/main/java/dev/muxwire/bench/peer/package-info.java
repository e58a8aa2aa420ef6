/** What peers are made with that several scenarios need. */
@NullMarked
package dev.muxwire.bench.peer;

import org.jspecify.annotations.NullMarked;
