/**
 * What leaves a connection, and when: priority classes, the two outstanding packets, and the {@link
 * dev.muxwire.server.outbound.FrameSink} through which packets leave. Knows no Jetty and none of
 * what the frames mean. Imports nothing of the server.
 */
@NullMarked
package dev.muxwire.server.outbound;

import org.jspecify.annotations.NullMarked;
