/**
 * The Java SDK as the conformance suite drives it: a program around the SDK, by driver.proto, and
 * the suite run over it.
 */
@NullMarked
package dev.muxwire.driver;

import org.jspecify.annotations.NullMarked;
