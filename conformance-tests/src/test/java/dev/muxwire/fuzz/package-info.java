/**
 * Everything that reads bytes from somewhere it does not control, fed with bytes that nobody meant.
 * A target takes one input and throws where an invariant does not hold: an exception that is not
 * the typed one, time or memory without proportion to the input, harm to others. Inputs come from a
 * grammar, from mutations of valid ones, and from those that found a fault once; one seed is behind
 * all of them.
 */
@NullMarked
package dev.muxwire.fuzz;

import org.jspecify.annotations.NullMarked;
