/**
 * Bad networks on demand: a TCP proxy of this process that stands between real clients and a real
 * server, and is slow, far, jittery, stalled, half-open or cut as a test says. {@link
 * dev.muxwire.network.Conditioner} is where to begin; it needs nothing of the product.
 */
@NullMarked
package dev.muxwire.network;

import org.jspecify.annotations.NullMarked;
