/**
 * Who is there and what they may do: token to principal and grants. Imports {@code config} alone.
 */
@NullMarked
package dev.muxwire.server.auth;

import org.jspecify.annotations.NullMarked;
