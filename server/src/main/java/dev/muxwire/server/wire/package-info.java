/**
 * Between bytes and the messages the core speaks: parses and checks packets, encodes bodies.
 * Imports {@code config} alone.
 */
@NullMarked
package dev.muxwire.server.wire;

import org.jspecify.annotations.NullMarked;
