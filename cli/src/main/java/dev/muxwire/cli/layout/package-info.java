/** The layout of a tab as a value, and its edits. Imports nothing of the program. */
@NullMarked
package dev.muxwire.cli.layout;

import org.jspecify.annotations.NullMarked;
