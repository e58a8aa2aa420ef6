/**
 * Terminals: their output logs, the cursors that read them, the hosts that run them. Imports {@code
 * log} alone.
 */
@NullMarked
package dev.muxwire.server.terminal;

import org.jspecify.annotations.NullMarked;
