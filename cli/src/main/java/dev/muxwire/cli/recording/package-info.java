/** Recordings of terminals as asciicast files: written, read, played. Knows no server. */
@NullMarked
package dev.muxwire.cli.recording;

import org.jspecify.annotations.NullMarked;
