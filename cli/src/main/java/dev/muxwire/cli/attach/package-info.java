/** A terminal of a workspace on the user's own terminal: raw mode, keys out, output in. */
@NullMarked
package dev.muxwire.cli.attach;

import org.jspecify.annotations.NullMarked;
