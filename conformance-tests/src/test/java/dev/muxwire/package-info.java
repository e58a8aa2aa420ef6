/** What applies to all tests of this module. */
@NullMarked
package dev.muxwire;

import org.jspecify.annotations.NullMarked;
