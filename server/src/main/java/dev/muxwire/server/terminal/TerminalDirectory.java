package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.HostStatus;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.proto.v1.TerminalStatus;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The terminals of one workspace and the hosts that run them. Methods that are named as
 * asynchronous may be called from anywhere; the rest, and all callbacks, belong to {@link #loop()}.
 */
public final class TerminalDirectory {
  private static final TerminalSize DEFAULT_SIZE =
      TerminalSize.newBuilder().setColumns(80).setRows(24).build();

  private final Loop loop;
  private final TerminalLogs logs;
  private final BlockCache cache;
  private final TerminalEvents events;
  private final LongSupplier epochs;
  private final Settings settings;

  private final Map<String, Terminal> terminals = new LinkedHashMap<>();

  /** Terminals whose logs cannot be opened, and why. */
  private final Map<String, LogFailure> damaged = new LinkedHashMap<>();

  private final Map<String, ConnectedHost> hosts = new LinkedHashMap<>();
  private volatile int terminalCount;
  private volatile int hostCount;
  private final Map<String, PendingOpen> opening = new LinkedHashMap<>();

  /** Terminals without an entity, whose programs have not ended. */
  private final Set<String> unwanted = new HashSet<>();

  /** The workspace was deleted. */
  private boolean ended;

  /**
   * @param retentionBytes for terminals that ask for nothing else
   * @param tailBytes kept in memory a terminal
   * @param killAfterMs how long a closed program may ignore the hang-up
   * @param requiredLagBytes how far a required viewer may be behind before the program waits for it
   */
  public record Settings(
      long retentionBytes, int tailBytes, long killAfterMs, long requiredLagBytes) {}

  /** What there was of a terminal before: nothing, itself, or its line index too. */
  private enum Before {
    NEW,
    THERE,
    INDEXED
  }

  private record ConnectedHost(String instance, Host host) {}

  /** A program that its host is to start. */
  private static final class PendingOpen {
    private final String hostId;
    private final TerminalSpec spec;
    private final List<Consumer<@Nullable ProtocolViolation>> answers = new ArrayList<>();

    /** The terminal is durable, so that the host may be asked. */
    private boolean recorded;

    /** It was asked for before this server started. */
    private boolean again;

    PendingOpen(String hostId, TerminalSpec spec, Consumer<@Nullable ProtocolViolation> answer) {
      this.hostId = hostId;
      this.spec = spec;
      answers.add(answer);
    }
  }

  /**
   * @param prefix of the logs' names: "workspace/main/terminal/"; their line indexes have "-lines"
   *     before the slash
   * @param epochs makes log epochs
   */
  public TerminalDirectory(
      String prefix,
      Loop loop,
      LogStore store,
      BlockCache cache,
      TerminalEvents events,
      LongSupplier epochs,
      Settings settings) {
    this.loop = loop;
    this.logs = new TerminalLogs(prefix, loop, store, epochs);
    this.cache = cache;
    this.events = new ExitWatch(events);
    this.epochs = epochs;
    this.settings = settings;
    loop.execute(this::loadAll);
  }

  public Loop loop() {
    return loop;
  }

  public @Nullable Terminal find(String terminalId) {
    return terminals.get(terminalId);
  }

  /** What is to be told of a terminal that {@link #find} does not find. */
  public ProtocolViolation whyMissing(String terminalId) {
    LogFailure failure = damaged.get(terminalId);
    return failure == null
        ? new ProtocolViolation(
            ErrorCode.ERROR_CODE_NOT_FOUND, "there is no terminal '" + terminalId + "'")
        : new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message());
  }

  /** Told how a workspace's terminals and hosts stand. */
  public interface StatusAnswer {
    /**
     * @param terminals by id
     * @param connected the hosts that are, by id
     */
    void status(List<TerminalStatus> terminals, List<HostStatus> connected);
  }

  /** Asynchronous: tells how the terminals and hosts stand. */
  public void status(StatusAnswer answer) {
    loop.execute(
        () ->
            answer.status(
                terminals.values().stream()
                    .map(Terminal::status)
                    .sorted(Comparator.comparing(TerminalStatus::getTerminalId))
                    .toList(),
                hosts.entrySet().stream()
                    .map(host -> status(host.getKey(), host.getValue()))
                    .sorted(Comparator.comparing(HostStatus::getHostId))
                    .toList()));
  }

  private HostStatus status(String hostId, ConnectedHost connected) {
    long running =
        terminals.values().stream()
            .filter(terminal -> terminal.hostId().equals(hostId) && !terminal.hasExited())
            .count();
    return HostStatus.newBuilder()
        .setHostId(hostId)
        .setInstance(connected.instance())
        .setConnectionId(connected.host().connectionId())
        .setRunningTerminals((int) running)
        .build();
  }

  /** How many terminals there are. From any thread. */
  public int terminalCount() {
    return terminalCount;
  }

  /** How many hosts are connected. From any thread. */
  public int hostCount() {
    return hostCount;
  }

  /**
   * Registers a host: hands it over to {@code host}, or refuses it. Terminals of this host id that
   * do not live any more are lost.
   */
  public void register(
      String hostId, String instance, Set<String> living, boolean takeOver, Host host) {
    if (ended) {
      host.refused(ErrorCode.ERROR_CODE_NOT_FOUND, "the workspace was deleted");
      return;
    }
    ConnectedHost before = hosts.get(hostId);
    if (before != null && !before.instance().equals(instance) && !takeOver) {
      host.refused(
          ErrorCode.ERROR_CODE_ALREADY_EXISTS,
          "host " + hostId + " is connected with another instance; take over to end that");
      return;
    }
    if (before != null) {
      before.host().refused(ErrorCode.ERROR_CODE_REPLACED, "the host registered again");
    }
    hosts.put(hostId, new ConnectedHost(instance, host));
    hostCount = hosts.size();
    Set<String> unknown = new HashSet<>(living);
    unknown.removeAll(damaged.keySet()); // its program need not end for that
    for (Terminal terminal : List.copyOf(terminals.values())) {
      if (terminal.hostId().equals(hostId)) {
        reconcile(terminal, living, unknown);
      }
    }
    host.registered(List.copyOf(unknown));
    events.hostConnected(hostId, instance);
    opening.forEach(
        (id, open) -> {
          if (open.hostId.equals(hostId) && open.recorded) {
            host.open(id, open.spec); // also if it runs: that its outcome may be told again
          }
        });
  }

  private void reconcile(Terminal terminal, Set<String> living, Set<String> unknown) {
    if (living.contains(terminal.id())) {
      if (!terminal.isLost()) {
        unknown.remove(terminal.id()); // one that ended may still want its exit acknowledged
      }
      return;
    }
    PendingOpen pending = opening.get(terminal.id());
    if (pending == null) {
      terminal.hostLost();
    } else if (terminal.output().end() > 0) { // it ran already, so this instance is another one
      terminal.hostLost();
      opening.remove(terminal.id());
      ProtocolViolation lost = outcomeOf(terminal);
      pending.answers.forEach(answer -> answer.accept(lost));
    } else if (pending.again) {
      terminal.beginEpoch(); // viewers may hold output of a run that left nothing here
    }
  }

  /** A host's connection is gone; its programs may live on. */
  public void unregister(String hostId, Host host) {
    ConnectedHost current = hosts.get(hostId);
    if (current != null && current.host() == host) {
      hosts.remove(hostId);
      hostCount = hosts.size();
      events.hostGone(hostId);
    }
  }

  /** May this instance publish for this host? */
  public boolean isRegistered(String hostId, String instance) {
    ConnectedHost current = hosts.get(hostId);
    return current != null && current.instance().equals(instance);
  }

  /** The host that a terminal is to run on; null when it is not connected. */
  public @Nullable String chooseHost(String wanted) {
    if (wanted.isEmpty()) {
      return hosts.keySet().stream().findFirst().orElse(null);
    }
    return hosts.containsKey(wanted) ? wanted : null;
  }

  /**
   * Starts a program, or answers what became of it when it was started before.
   *
   * @param answer null when it runs
   */
  public void open(
      String terminalId,
      String hostId,
      TerminalSpec spec,
      Consumer<@Nullable ProtocolViolation> answer) {
    if (ended) {
      answer.accept(gone());
      return;
    }
    if (damaged.containsKey(terminalId)) {
      answer.accept(whyMissing(terminalId));
      return;
    }
    PendingOpen pending = opening.get(terminalId);
    if (pending != null) {
      pending.answers.add(answer);
      return;
    }
    Terminal existing = terminals.get(terminalId);
    if (existing != null && (existing.hasExited() || existing.isPublished())) {
      answer.accept(outcomeOf(existing));
      return;
    }
    ConnectedHost host = hosts.get(existing == null ? hostId : existing.hostId());
    if (existing != null) {
      // It was to be started before a restart of this server: only the host knows what came of it.
      PendingOpen again = new PendingOpen(existing.hostId(), spec, answer);
      again.recorded = true;
      again.again = true;
      opening.put(terminalId, again);
      if (host != null) {
        host.host().open(terminalId, spec);
      }
      return;
    }
    if (host == null) {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNREACHABLE, "host " + hostId + " is not connected"));
      return;
    }
    PendingOpen begun = new PendingOpen(hostId, spec, answer);
    opening.put(terminalId, begun);
    create(terminalId, hostId, spec, failure -> created(terminalId, begun, failure));
  }

  /** A program may run only once the terminal cannot be forgotten any more. */
  private void created(String terminalId, PendingOpen begun, @Nullable LogFailure failure) {
    if (failure != null) {
      opened(terminalId, new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
      return;
    }
    begun.recorded = true;
    ConnectedHost host = hosts.get(begun.hostId);
    if (host != null) {
      host.host().open(terminalId, begun.spec);
    }
  }

  private static @Nullable ProtocolViolation outcomeOf(Terminal terminal) {
    var exit = terminal.output().exit();
    if (exit == null) {
      return null;
    }
    return switch (exit.getReason()) {
      case EXIT_REASON_HOST_LOST ->
          new ProtocolViolation(ErrorCode.ERROR_CODE_HOST_LOST, "the host was lost meanwhile");
      case EXIT_REASON_SPAWN_FAILED ->
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_SPAWN_FAILED, "the program could not be started");
      default -> null;
    };
  }

  /** The host tells what became of an open. */
  public void opened(String terminalId, @Nullable ProtocolViolation failure) {
    PendingOpen pending = opening.remove(terminalId);
    Terminal terminal = terminals.get(terminalId);
    if (pending == null) {
      return;
    }
    if (failure != null && terminal != null) {
      terminal.spawnFailed();
    }
    pending.answers.forEach(answer -> answer.accept(failure));
  }

  /**
   * Changes how a terminal is sized and kept.
   *
   * @param answer null once that is durable
   */
  public void configure(
      Terminal terminal, ConfigureTerminal change, Consumer<@Nullable ProtocolViolation> answer) {
    terminal.configure(change, settings.retentionBytes(), answer);
  }

  /** Ends a program: a hang-up, and after a while the end. False when its host is not connected. */
  public boolean close(Terminal terminal) {
    if (terminal.hasExited()) {
      return true;
    }
    boolean reached = terminal.signal("HUP");
    loop.schedule(
        settings.killAfterMs(),
        () -> {
          if (!terminal.hasExited()) {
            terminal.signal("KILL");
          }
        });
    return reached;
  }

  /** The terminals that there are. */
  public List<String> ids() {
    List<String> all = new ArrayList<>(terminals.keySet());
    all.addAll(damaged.keySet());
    return all;
  }

  /** Its entity is gone: erases what it left, as soon as its program has ended. */
  public void forget(String terminalId) {
    Terminal terminal = terminals.get(terminalId);
    if (damaged.remove(terminalId) != null) {
      logs.erase(terminalId);
    }
    if (terminal == null) {
      return;
    }
    if (!terminal.isSettled()) {
      unwanted.add(terminalId);
    } else {
      terminals.remove(terminalId);
      terminalCount = terminals.size();
      terminal.remove("terminal '" + terminalId + "' was removed");
      unwanted.remove(terminalId);
      logs.erase(terminalId);
    }
  }

  /**
   * The workspace is deleted: its programs are told to end, and nothing is opened any more. The
   * hosts learn from their streams, which end, that they have to see to it.
   */
  public void end() {
    ended = true;
    ProtocolViolation gone = gone();
    opening.values().forEach(open -> open.answers.forEach(answer -> answer.accept(gone)));
    opening.clear();
    hosts.clear();
    for (Terminal terminal : terminals.values()) {
      if (!terminal.hasExited()) {
        terminal.signal("HUP");
      }
      terminal.remove("the workspace was deleted");
    }
    terminals.clear();
    terminalCount = 0;
  }

  /** Passes news on; an exit may be what the end of a terminal waited for. */
  private final class ExitWatch implements TerminalEvents {
    private final TerminalEvents listener;

    ExitWatch(TerminalEvents listener) {
      this.listener = listener;
    }

    @Override
    public void exited(String terminalId, TerminalExit exit) {
      listener.exited(terminalId, exit);
      if (unwanted.contains(terminalId)) {
        forget(terminalId);
      }
    }

    @Override
    public void resized(String terminalId, TerminalSize size) {
      listener.resized(terminalId, size);
    }

    @Override
    public void appended(int bytes) {
      listener.appended(bytes);
    }

    @Override
    public void hostConnected(String hostId, String instance) {
      listener.hostConnected(hostId, instance);
    }

    @Override
    public void hostGone(String hostId) {
      listener.hostGone(hostId);
    }

    @Override
    public void damaged(String log, LogFailure failure) {
      listener.damaged(log, failure);
    }
  }

  /** The workspace was deleted. */
  public boolean hasEnded() {
    return ended;
  }

  private static ProtocolViolation gone() {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_NOT_FOUND, "the workspace was deleted");
  }

  private void create(String id, String hostId, TerminalSpec spec, Log.Completion whenDurable) {
    TerminalSize size = spec.hasSize() ? spec.getSize() : DEFAULT_SIZE;
    TerminalFacts facts =
        new TerminalFacts(
            hostId,
            List.of(new TerminalFacts.Epoch(epochs.getAsLong(), 0)),
            List.of(),
            size,
            null,
            TerminalSettings.of(spec, size, settings.retentionBytes()),
            logs.generation());
    try {
      Log log = logs.create(id, facts, whenDurable);
      add(id, log, facts, Before.NEW);
    } catch (LogStoreException e) {
      whenDurable.completed(e.asFailure());
    }
  }

  private void loadAll() {
    logs.all().forEach(stored -> load(stored.id(), stored.isIndexed()));
  }

  /** One terminal that cannot be opened must keep no other one from being served. */
  private void load(String id, boolean isIndexed) {
    try {
      Log log = logs.open(id);
      byte[] metadata = log.metadata();
      if (metadata.length == 0) {
        return; // the server died before the terminal was more than a name
      }
      TerminalFacts facts = TerminalFacts.decode(metadata);
      add(id, log, facts, isIndexed ? Before.INDEXED : Before.THERE);
      TerminalExit exit = facts.exit();
      if (exit != null) {
        events.exited(id, exit); // the last server may have died before it could say so
      }
    } catch (LogStoreException e) {
      damaged.put(id, e.asFailure()); // the store has told of it
    } catch (InvalidProtocolBufferException e) {
      LogFailure failure =
          new LogFailure(
              LogFailure.Kind.DAMAGED,
              "log " + logs.name(id) + ": its metadata cannot be read. Restore a backup.");
      damaged.put(id, failure);
      events.damaged(logs.name(id), failure);
    }
  }

  private void add(String id, Log log, TerminalFacts facts, Before before) {
    TerminalOutput output =
        new TerminalOutput(logs.name(id), loop, log, cache, settings.tailBytes(), facts);
    boolean isIndexed = before == Before.INDEXED;
    LineIndex lines = new LineIndex(loop, logs.lines(id), isIndexed, log);
    Terminal terminal =
        new Terminal(
            id,
            loop,
            log,
            () -> logs.open(id),
            output,
            lines,
            events,
            epochs,
            before == Before.NEW,
            settings.requiredLagBytes());
    terminals.put(id, terminal);
    terminal.finishPurge();
    terminalCount = terminals.size();
  }
}
