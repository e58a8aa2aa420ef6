/** Runs cases, many at a time, and judges how they ended. Knows nothing of Muxwire. */
@NullMarked
package dev.muxwire.conformance.run;

import org.jspecify.annotations.NullMarked;
