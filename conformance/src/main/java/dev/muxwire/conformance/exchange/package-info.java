/** Messages as text for people: one line each, long bytes abbreviated, secrets hidden. */
@NullMarked
package dev.muxwire.conformance.exchange;

import org.jspecify.annotations.NullMarked;
