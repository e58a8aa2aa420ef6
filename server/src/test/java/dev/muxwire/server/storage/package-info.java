/** The contract that every log engine keeps, as a suite to inherit, and its tools. */
@NullMarked
package dev.muxwire.server.storage;

import org.jspecify.annotations.NullMarked;
