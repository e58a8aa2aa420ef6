package dev.muxwire.client;

/**
 * A place in a terminal's output.
 *
 * @param logEpoch the epoch of the terminal's log
 * @param offset the bytes of output before this place
 */
public record TerminalCursor(long logEpoch, long offset) {}
