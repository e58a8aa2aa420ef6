@NullMarked
package dev.muxwire.cli.recording;

import org.jspecify.annotations.NullMarked;
