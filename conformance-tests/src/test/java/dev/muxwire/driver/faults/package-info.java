/**
 * Clients with one fault each: the Java SDK with something put between it and the peer. They show
 * that each case of the suite sees what it is about.
 */
@NullMarked
package dev.muxwire.driver.faults;

import org.jspecify.annotations.NullMarked;
