/** The JDK's WebSocket as a transport. Imports {@code spi} and the JDK alone. */
@NullMarked
package dev.muxwire.client.internal.transport;

import org.jspecify.annotations.NullMarked;
