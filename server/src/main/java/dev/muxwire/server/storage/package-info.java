/**
 * What the engines under {@link dev.muxwire.server.log} share: rules of the contract that must come
 * out the same in each of them, and an observer in front of any. May import {@code log} and nothing
 * else of the server.
 */
@NullMarked
package dev.muxwire.server.storage;

import org.jspecify.annotations.NullMarked;
