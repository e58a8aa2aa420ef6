/** The commands, a class each. */
@NullMarked
package dev.muxwire.cli.command;

import org.jspecify.annotations.NullMarked;
