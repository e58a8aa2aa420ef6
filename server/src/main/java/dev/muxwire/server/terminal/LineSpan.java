package dev.muxwire.server.terminal;

/**
 * Lines as bytes.
 *
 * @param from the first offset
 * @param to the offset after the last
 * @param firstLine the number of the line at {@code from}
 * @param endLine the number after the last line
 */
public record LineSpan(long from, long to, long firstLine, long endLine) {}
