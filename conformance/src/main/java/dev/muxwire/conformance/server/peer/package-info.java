/**
 * The client that judges: one connection, the frames that came on each of its streams, and the
 * small models (chunks, credit, state) that tell what should have come. Written from the schema.
 */
@NullMarked
package dev.muxwire.conformance.server.peer;

import org.jspecify.annotations.NullMarked;
