/**
 * The client's half of the suite: a driver uses the library under test, the reference peer plays
 * its server, and a scene has both. Uses {@code peer} and {@code driver}; the cases are in {@code
 * cases}.
 */
@NullMarked
package dev.muxwire.conformance.client;

import org.jspecify.annotations.NullMarked;
