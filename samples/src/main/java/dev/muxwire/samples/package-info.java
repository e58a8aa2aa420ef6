/**
 * Generated workspaces, changes and terminal output of realistic shape and size, each from a seed:
 * shared by tests, the command line and benchmarks. Imports the SDK's public types alone; has no
 * clock, thread or socket.
 */
@NullMarked
package dev.muxwire.samples;

import org.jspecify.annotations.NullMarked;
