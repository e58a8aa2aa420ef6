/**
 * The conformance suite run against this server; that every case bites; that every requirement has
 * one.
 */
@NullMarked
package dev.muxwire.conformance;

import org.jspecify.annotations.NullMarked;
