package dev.muxwire.server.terminal.search;

/**
 * What is to be searched: the offsets [from, to), from whichever end.
 *
 * @param limit lines that are found before it stops
 */
public record SearchRange(long from, long to, boolean backwards, long limit) {}
