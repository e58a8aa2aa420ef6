/**
 * The client as plain state machines: no thread, clock, socket or randomness of its own. A {@link
 * dev.muxwire.time.Loop}, a transport and a source of randomness are handed in; everything here
 * that is not marked otherwise is touched on that loop alone. Imports the public values, {@code
 * spi}, {@code internal.state}, the schema and the shared codec.
 *
 * <p>What is sent is computed from state: requests without result, unacknowledged input, undurable
 * output, flags. There is no queue of packets.
 */
@NullMarked
package dev.muxwire.client.internal.core;

import org.jspecify.annotations.NullMarked;
