package dev.muxwire.fuzz;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Identities;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.WorkspaceRegistry;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.connection.Admission;
import dev.muxwire.server.connection.Backups;
import dev.muxwire.server.connection.ConnectionBook;
import dev.muxwire.server.connection.ServerContext;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.terminal.BlockCache;
import dev.muxwire.simulation.SpoilingMemory;
import java.util.List;

/** A server without sockets, threads and disks, whose numbers are the same every time. */
final class FuzzedServer {
  static final String TOKEN = "token";
  static final String WORKSPACE = "main";
  private static final int TAIL_BYTES = 64 * 1024;
  private static final Limits LIMITS = limits(Limits.DEFAULT);
  private static final byte[] IDENTITY_KEY = new byte[32];
  private static final TokenHashes TOKENS =
      new TokenHashes(
          List.of(
              Token.lasting(
                  TokenHashes.hash(TOKEN),
                  new Principal(
                      "everybody",
                      List.of(
                          grant(GrantKind.GRANT_KIND_OPEN), grant(GrantKind.GRANT_KIND_HOST))))));

  private final FuzzTime time;
  private final ServerContext context;
  private long lastRandom;
  private long lastConnectionId;

  FuzzedServer(FuzzTime time, LogStore store) {
    this(time, store, new ServerEvents() {});
  }

  FuzzedServer(FuzzTime time, LogStore store, ServerEvents events) {
    this.time = time;
    WorkspaceRegistry workspaces =
        new WorkspaceRegistry(
            store, time::newLoop, new BlockCache(1 << 20), LIMITS, () -> ++lastRandom, events);
    if (workspaces.find(WORKSPACE) == null) {
      workspaces.create(WORKSPACE);
    }
    this.context =
        new ServerContext(
            LIMITS,
            TOKENS,
            new Identities(IDENTITY_KEY, () -> ++lastRandom),
            workspaces,
            new Admission(LIMITS),
            new ConnectionBook(),
            Backups.NONE,
            new SpoilingMemory(),
            time.newLoop(),
            events,
            7,
            time.newLoop().wallClockMs(),
            "muxwire/fuzzed");
  }

  /** The usual ones, but for memory that takes time to get. */
  private static Limits limits(Limits usual) {
    return new Limits(
        usual.maxPacketBytes(),
        usual.maxMessageBytes(),
        usual.connectionReservationBytes(),
        usual.serverReservationBytes(),
        usual.maxStreams(),
        usual.maxRequests(),
        usual.maxConnectionsPerPrincipal(),
        usual.maxPendingHandshakes(),
        usual.handshakeMs(),
        usual.pingIntervalMs(),
        usual.silenceMs(),
        usual.terminalRetentionBytes(),
        TAIL_BYTES,
        usual.blockCacheBytes(),
        usual.publishWindowBytes(),
        usual.inputWindowBytes(),
        usual.rememberedClients(),
        usual.tombstones(),
        usual.heldTombstones(),
        usual.partCacheBytes(),
        usual.checkpointLogBytes(),
        usual.maxSearchesPerPrincipal(),
        usual.killAfterMs(),
        usual.requiredLagBytes());
  }

  private static Grant grant(GrantKind kind) {
    return Grant.newBuilder().setKind(kind).setWorkspace("*").build();
  }

  /** A new connection; nothing was sent on it yet. */
  FuzzedPeer connect() {
    return new FuzzedPeer(++lastConnectionId, context, time);
  }
}
