/**
 * The whole system on one thread: real SDK clients and a real server over a simulated network and
 * disk, under faults that a seed chooses. A seed replays exactly. May import everything; shares no
 * code with the product where it judges it.
 */
@NullMarked
package dev.muxwire.simulation;

import org.jspecify.annotations.NullMarked;
