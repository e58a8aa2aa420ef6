/**
 * Broken servers for the conformance suite: a proxy in front of a real server that says something
 * else than the server said, each {@link dev.muxwire.conformance.broken.Fault} in one way.
 */
@NullMarked
package dev.muxwire.conformance.broken;

import org.jspecify.annotations.NullMarked;
