/**
 * The product as its users have it: the runnable jar in processes of its own, over real sockets,
 * with real shells in real pseudo-terminals, killed and cut while it works.
 */
@NullMarked
package dev.muxwire.e2e;

import org.jspecify.annotations.NullMarked;
