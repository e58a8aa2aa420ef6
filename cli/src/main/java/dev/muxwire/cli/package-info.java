/** The {@code muxwire} program: start-up, exit codes, how failures are told. */
@NullMarked
package dev.muxwire.cli;

import org.jspecify.annotations.NullMarked;
