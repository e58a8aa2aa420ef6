/**
 * The one interface under all durable state: an append-only log that can be read from a position
 * and trimmed. Knows nothing of what the records mean. Imports nothing of the server.
 */
@NullMarked
package dev.muxwire.server.log;

import org.jspecify.annotations.NullMarked;
