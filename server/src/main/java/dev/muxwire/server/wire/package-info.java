/**
 * Between bytes and the messages the core speaks: parses and checks packets, encodes bodies.
 * Imports {@code workspace} for the records that the core speaks.
 */
@NullMarked
package dev.muxwire.server.wire;

import org.jspecify.annotations.NullMarked;
