/**
 * One connection's state machine and its streams, on one serial loop. Imports {@code wire, auth,
 * outbound, workspace, terminal, config, ops}.
 */
@NullMarked
package dev.muxwire.server.connection;

import org.jspecify.annotations.NullMarked;
