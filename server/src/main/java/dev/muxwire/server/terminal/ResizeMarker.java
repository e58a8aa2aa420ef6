package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.TerminalSize;

/** The terminal has this size from this offset on. */
record ResizeMarker(long offset, TerminalSize size) {}
