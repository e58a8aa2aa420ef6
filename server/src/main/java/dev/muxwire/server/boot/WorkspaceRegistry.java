package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.connection.PresenceBook;
import dev.muxwire.server.connection.WorkspaceLife;
import dev.muxwire.server.connection.WorkspaceRooms;
import dev.muxwire.server.connection.Workspaces;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.terminal.BlockCache;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalEvents;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.PartCache;
import dev.muxwire.server.workspace.StateStorage;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens and makes workspaces, and joins their rooms: what happens to terminals becomes state and
 * presence.
 */
public final class WorkspaceRegistry implements Workspaces {
  static final String PREFIX = "workspace/";
  private static final String STATE = "/state";
  private static final long TELL_AGAIN_MS = 2_000;

  private final LogStore store;
  private final Supplier<Loop> loops;
  private final BlockCache cache;
  private final PartCache parts;
  private final Limits limits;
  private final LongSupplier random;
  private final ServerEvents events;
  private final WorkspaceDeletions deletions;
  private final ConcurrentSkipListMap<String, WorkspaceRooms> workspaces =
      new ConcurrentSkipListMap<>();

  /**
   * Opens every workspace of the store, and goes on with deletions that were cut short.
   *
   * @param loops a serial owner a call
   * @param random 64 unpredictable bits a call
   * @param events told of terminals and hosts
   */
  public WorkspaceRegistry(
      LogStore store,
      Supplier<Loop> loops,
      BlockCache cache,
      Limits limits,
      LongSupplier random,
      ServerEvents events) {
    this.store = store;
    this.loops = loops;
    this.cache = cache;
    this.parts = new PartCache(limits.partCacheBytes());
    this.limits = limits;
    this.random = random;
    this.events = events;
    this.deletions = new WorkspaceDeletions(store, loops.get());
    for (String log : store.list(PREFIX)) {
      if (log.endsWith(STATE)) {
        String name = log.substring(PREFIX.length(), log.length() - STATE.length());
        // A terminal may be called "state", too.
        if (!deletions.isUnderWay(name) && !name.contains("/")) {
          create(name);
        }
      }
    }
  }

  @Override
  public @Nullable WorkspaceRooms find(String name) {
    return workspaces.get(name);
  }

  @Override
  public synchronized boolean create(String name) {
    if (deletions.isUnderWay(name)) { // first: one that ends may put the workspace back
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_BUSY, "workspace '" + name + "' is being deleted; try again");
    }
    if (workspaces.containsKey(name)) {
      return false;
    }
    workspaces.put(name, open(name));
    return true;
  }

  @Override
  public synchronized boolean delete(
      String name, Consumer<@Nullable ProtocolViolation> whenErased) {
    if (deletions.join(name, whenErased)) {
      return true;
    }
    WorkspaceRooms rooms = workspaces.remove(name);
    if (rooms == null) {
      return false;
    }
    deletions.begin(
        name, whenErased, whenQuiet -> end(rooms, whenQuiet), () -> workspaces.put(name, rooms));
    return true;
  }

  /** Each on its loop, where it writes to its logs; after that, neither opens any. */
  private static void end(WorkspaceRooms rooms, Runnable whenQuiet) {
    rooms
        .terminals()
        .loop()
        .execute(
            () -> {
              rooms.terminals().end();
              rooms.life().end();
              rooms.state().end(whenQuiet);
            });
  }

  @Override
  public List<String> names() {
    return List.copyOf(workspaces.keySet());
  }

  private WorkspaceRooms open(String name) {
    Loop stateLoop = loops.get();
    Workspace state =
        new Workspace(
            stateLoop, StateStorage.durable(store, PREFIX + name), newEpoch(), limits, parts);
    Loop presenceLoop = loops.get();
    Workspace presence =
        new Workspace(
            presenceLoop, StateStorage.passing(new MemoryLogStore()), newEpoch(), limits, parts);
    state.whenDamaged(
        problem ->
            events.storageFailed(PREFIX + name + STATE, problem.kind().name(), problem.message()));
    PresenceBook book = new PresenceBook(presenceLoop, presence);
    TerminalDirectory terminals =
        new TerminalDirectory(
            PREFIX + name + "/terminal/",
            loops.get(),
            store,
            cache,
            new TerminalNews(name, stateLoop, state, book, events),
            this::newEpoch,
            new TerminalDirectory.Settings(
                limits.terminalRetentionBytes(),
                limits.terminalTailBytes(),
                limits.killAfterMs(),
                limits.requiredLagBytes()));
    forgetRemoved(state, terminals);
    return new WorkspaceRooms(name, state, presence, book, terminals, new WorkspaceLife());
  }

  /** A terminal without an entity, removed now or before this start, leaves no output behind. */
  private static void forgetRemoved(Workspace state, TerminalDirectory terminals) {
    Loop loop = terminals.loop();
    Consumer<String> forget = id -> loop.execute(() -> terminals.forget(id));
    state.whenRemoved(forget);
    loop.execute(() -> terminals.ids().forEach(id -> state.ifMissing(id, () -> forget.accept(id))));
  }

  /** Never 0, which means none. */
  private long newEpoch() {
    long epoch = random.getAsLong();
    return epoch == 0 ? 1 : epoch;
  }

  /** Terminals' news, as changes of the workspace. */
  private record TerminalNews(
      String workspace, Loop stateLoop, Workspace state, PresenceBook presence, ServerEvents events)
      implements TerminalEvents {
    @Override
    public void appended(int bytes) {
      events.outputAppended(bytes);
    }

    @Override
    public void exited(String terminalId, TerminalExit exit) {
      state.get(
          List.of(terminalId),
          (epoch, revision, found) -> {
            boolean known =
                found.stream()
                    .anyMatch(change -> change.toProto().getBody().getTerminal().hasExit());
            if (!known) {
              patch(
                  terminalId,
                  Terminal.newBuilder().setExit(exit).build(),
                  refusal -> tellAgain(refusal.code(), terminalId, exit));
            }
          },
          unreadable -> tellAgain(unreadable.code(), terminalId, exit));
    }

    /** Once an exit is told, nothing tells it again until the next start: it must not be missed. */
    private void tellAgain(ErrorCode why, String terminalId, TerminalExit exit) {
      if (why == ErrorCode.ERROR_CODE_STORAGE) {
        stateLoop.schedule(TELL_AGAIN_MS, () -> exited(terminalId, exit));
      }
    }

    @Override
    public void resized(String terminalId, TerminalSize size) {
      patch(terminalId, Terminal.newBuilder().setSize(size).build(), refusal -> {});
    }

    @Override
    public void damaged(String log, LogFailure failure) {
      events.storageFailed(log, failure.kind().name(), failure.message());
    }

    @Override
    public void hostConnected(String hostId, String instance) {
      presence.hostConnected(hostId, instance);
      events.hostConnected(workspace, hostId);
    }

    @Override
    public void hostGone(String hostId) {
      presence.hostGone(hostId);
      events.hostGone(workspace, hostId);
    }

    private void patch(String terminalId, Terminal changed, Consumer<BatchRefused> whenRefused) {
      EntityBody body = EntityBody.newBuilder().setTerminal(changed).build();
      state.submit(
          Batch.internal(new Batch.Patch(terminalId, EntityFields.split(body), List.of())),
          new Workspace.Outcome() {
            @Override
            public void applied(long epoch, long revision) {}

            @Override
            public void refused(long epoch, BatchRefused refusal) {
              whenRefused.accept(refusal);
            }
          });
    }
  }
}
