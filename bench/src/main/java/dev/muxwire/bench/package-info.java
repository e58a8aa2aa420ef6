/**
 * Measures Muxwire beside its ceiling and what else people would take; see {@code
 * docs/PERFORMANCE.md}.
 */
@NullMarked
package dev.muxwire.bench;

import org.jspecify.annotations.NullMarked;
