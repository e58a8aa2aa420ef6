/**
 * The driver's side: a process that uses the client library under test as it is told, and tells
 * what happens to it. Knows driver.proto and processes; not the peer.
 */
@NullMarked
package dev.muxwire.conformance.client.driver;

import org.jspecify.annotations.NullMarked;
