/** Keeps docs true: real packets of the codec, explained byte by byte, and tables of numbers. */
@NullMarked
package dev.muxwire.document;

import org.jspecify.annotations.NullMarked;
