/** Tests of the search in terminals' output. */
@NullMarked
package dev.muxwire.server.terminal.search;

import org.jspecify.annotations.NullMarked;
