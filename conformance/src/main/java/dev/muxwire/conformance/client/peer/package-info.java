/**
 * The reference peer: a WebSocket server that does what a script says, well or badly, and the rules
 * that it judges a client by. Knows sockets and the generated messages; imports nothing else of
 * Muxwire.
 */
@NullMarked
package dev.muxwire.conformance.client.peer;

import org.jspecify.annotations.NullMarked;
