/** Bytes between a program and the user's terminal: filters, the detach key, plain text. */
@NullMarked
package dev.muxwire.cli.screen;

import org.jspecify.annotations.NullMarked;
