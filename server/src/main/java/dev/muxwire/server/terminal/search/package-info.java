/**
 * Finding things in a terminal's output, as text that people saw. A search is a reader like any
 * other: it takes what it needs from {@link dev.muxwire.server.terminal.OutputCursor}, cell by
 * cell. Owns no thread; imports the terminal room and the wire's violations.
 */
@NullMarked
package dev.muxwire.server.terminal.search;

import org.jspecify.annotations.NullMarked;
