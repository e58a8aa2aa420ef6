/**
 * Generated workspaces of realistic shape and size. A library of its own: imports nothing of the
 * program.
 */
@NullMarked
package dev.muxwire.cli.samples;

import org.jspecify.annotations.NullMarked;
