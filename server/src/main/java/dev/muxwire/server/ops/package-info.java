/**
 * What an operator sees: the events that the core tells, as log lines and as metrics. The only room
 * that knows Micrometer. Imports nothing of the server.
 */
@NullMarked
package dev.muxwire.server.ops;

import org.jspecify.annotations.NullMarked;
