/**
 * The suite for servers: {@link dev.muxwire.conformance.server.ServerSuite} has all its cases, a
 * family in a class each; {@link dev.muxwire.conformance.server.ServerScene} is what they play on.
 */
@NullMarked
package dev.muxwire.conformance.server;

import org.jspecify.annotations.NullMarked;
