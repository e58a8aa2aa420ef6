/** Where log lines of the program go. */
@NullMarked
package dev.muxwire.cli.logging;

import org.jspecify.annotations.NullMarked;
