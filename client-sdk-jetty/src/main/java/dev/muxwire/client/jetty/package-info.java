/**
 * Jetty's WebSocket client as a transport, found by its name "jetty". Imports {@code
 * dev.muxwire.client.spi} and Jetty.
 */
@NullMarked
package dev.muxwire.client.jetty;

import org.jspecify.annotations.NullMarked;
