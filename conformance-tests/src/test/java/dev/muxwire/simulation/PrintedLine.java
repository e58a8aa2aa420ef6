package dev.muxwire.simulation;

/**
 * A line that a program printed.
 *
 * @param start the offset of its first byte
 * @param end the offset behind its line break
 * @param text as it is seen
 */
record PrintedLine(long start, long end, String text) {}
