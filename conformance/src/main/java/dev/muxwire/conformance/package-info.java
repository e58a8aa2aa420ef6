/**
 * What a conformance suite is made of: cases as data, the scene that a case plays on, its result. A
 * suite judges by the schema and docs/PROTOCOL.md alone; it uses the generated messages, and
 * nothing else of Muxwire: no codec, scheduler, server or SDK. One fault must not hide on both
 * sides.
 */
@NullMarked
package dev.muxwire.conformance;

import org.jspecify.annotations.NullMarked;
