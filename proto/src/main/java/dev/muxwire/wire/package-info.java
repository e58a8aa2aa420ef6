/**
 * The wire codec that server and SDK share: packets, chunks, credit, and the split of an entity
 * into its fields. Plain state machines over bytes: no thread, no clock, no socket. Imports the
 * generated schema and protobuf.
 */
@NullMarked
package dev.muxwire.wire;

import org.jspecify.annotations.NullMarked;
