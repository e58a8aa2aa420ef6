/**
 * State without a connection: field trees, mutations as the wire has them, and the fold of a state
 * stream into consistent views. Imports the public values, the schema and the shared codec.
 */
@NullMarked
package dev.muxwire.client.internal.state;

import org.jspecify.annotations.NullMarked;
