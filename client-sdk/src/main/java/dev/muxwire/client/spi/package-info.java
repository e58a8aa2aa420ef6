/**
 * What a transport implements: one WebSocket connection that carries packets both ways. For
 * transport authors; applications choose a transport by its name. Imports the JDK alone.
 */
@NullMarked
package dev.muxwire.client.spi;

import org.jspecify.annotations.NullMarked;
