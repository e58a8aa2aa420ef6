/**
 * The golden vectors of the conformance suite: that the files are what the code makes and takes.
 */
@NullMarked
package dev.muxwire.conformance.vectors;

import org.jspecify.annotations.NullMarked;
