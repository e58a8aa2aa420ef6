package dev.muxwire.simulation;

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
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.ConnectionBook;
import dev.muxwire.server.connection.ServerContext;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.terminal.BlockCache;
import dev.muxwire.time.Loop;
import java.util.List;
import java.util.SplittableRandom;

/** The server's process: it crashes and comes up again on what its disk holds. */
final class SimulatedServer implements ServerEvents {
  static final String TOKEN = "token";
  static final String WORKSPACE = "main";
  static final String SIDE_WORKSPACE = "side";
  private static final byte[] IDENTITY_KEY = new byte[32];
  private static final Principal EVERYBODY =
      new Principal(
          "everybody",
          List.of(
              Grant.newBuilder().setKind(GrantKind.GRANT_KIND_OPEN).setWorkspace("*").build(),
              Grant.newBuilder().setKind(GrantKind.GRANT_KIND_HOST).setWorkspace("*").build()));
  private static final TokenHashes TOKENS =
      new TokenHashes(List.of(Token.lasting(TokenHashes.hash(TOKEN), EVERYBODY)));

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final SimulatedDisk disk;
  private final Limits limits;
  private Life life = new Life();
  private long nextConnectionId;
  private boolean up;

  SimulatedServer(
      Simulation simulation, SimulatedNetwork network, SimulatedDisk disk, Limits limits) {
    this.simulation = simulation;
    this.network = network;
    this.disk = disk;
    this.limits = limits;
  }

  boolean isUp() {
    return up;
  }

  void start() {
    Life started = new Life();
    life = started;
    up = true;
    SplittableRandom random = simulation.newRandom();
    WorkspaceRegistry workspaces =
        new WorkspaceRegistry(
            disk.watchedStore(),
            () -> newLoop("server", started),
            new BlockCache(limits.blockCacheBytes()),
            limits,
            random::nextLong,
            this);
    workspaces.create(WORKSPACE);
    ServerContext context =
        new ServerContext(
            limits,
            TOKENS,
            new Identities(IDENTITY_KEY, random::nextLong),
            workspaces,
            new Admission(limits),
            new ConnectionBook(),
            Backups.NONE,
            new SpoilingMemory(),
            newLoop("searches", started),
            this,
            random.nextLong(),
            newLoop("server", started).wallClockMs(),
            "muxwire/simulated");
    simulation.log("server: up");
    network.server(connection -> accept(context, started, connection));
  }

  private Loop newLoop(String name, Life of) {
    return new SimulatedLoop(simulation, name, of);
  }

  private void accept(ServerContext context, Life of, SimulatedConnection connection) {
    if (of.isOver()) {
      connection.refused();
      return;
    }
    Loop loop = newLoop("server of " + connection.name(), of);
    connection.opened(loop, new Connection(++nextConnectionId, context, loop, connection.edge()));
  }

  void crash(long downMs) {
    if (!up) {
      return;
    }
    up = false;
    simulation.log("server: crash");
    simulation.noteCrash();
    life.end();
    disk.crash();
    network.noServer();
    network.serverDies();
    simulation.afterMs(downMs, this::start);
  }

  @Override
  public void connectionOpened(long connectionId, String principal, String clientName) {}

  @Override
  public void connectionRefused(long connectionId, String code, String message) {
    boolean stalled = code.equals("ERROR_CODE_TIMED_OUT"); // its Hello did not come through
    simulation.check(stalled, "the server refused a connection: " + code + " " + message);
  }

  @Override
  public void connectionClosed(long connectionId, int closeCode, String reason) {
    simulation.log("server: connection " + connectionId + " ends " + closeCode + " " + reason);
  }

  @Override
  public void tokensReloaded(int count) {}

  @Override
  public void tokensRefused(String reason) {}

  @Override
  public void taskFailed(String owner, Throwable failure) {
    simulation.fail("a task of " + owner + " failed: " + failure, failure);
  }
}
