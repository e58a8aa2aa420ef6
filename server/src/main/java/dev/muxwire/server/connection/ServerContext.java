package dev.muxwire.server.connection;

import dev.muxwire.server.auth.Authenticator;
import dev.muxwire.server.auth.Identities;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.wire.PacketMemory;
import java.util.concurrent.Executor;

/**
 * What every connection of a server shares.
 *
 * @param packetMemory where packets lie until the network took them
 * @param searches where searches work, slice by slice: neither a connection's loop nor a terminal's
 * @param serverEpoch changes with every start
 * @param startedAtMs milliseconds since the Unix epoch
 * @param serverName "muxwire/0.1.0"
 */
public record ServerContext(
    Limits limits,
    Authenticator authenticator,
    Identities identities,
    Workspaces workspaces,
    Admission admission,
    ConnectionBook connections,
    Backups backups,
    PacketMemory packetMemory,
    Executor searches,
    ServerEvents events,
    long serverEpoch,
    long startedAtMs,
    String serverName) {}
