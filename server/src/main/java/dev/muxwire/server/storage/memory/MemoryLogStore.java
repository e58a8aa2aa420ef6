package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.Log.Completion;
import dev.muxwire.server.log.Log.ReadCompletion;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogNames;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.AppendRules;
import dev.muxwire.server.storage.memory.Operation.Effect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Logs in memory, over an imagined disk: what callers see at once, and what a crash would keep.
 * When a write becomes durable is the {@link SyncScheduler}'s to say; {@link #crash} and {@link
 * #failWrites} make the trouble that callers have to survive. Holds every record that is not
 * trimmed; nothing else bounds its memory.
 *
 * <p>Unlike a real engine's, {@link #delete} and {@link #open} never wait: a deletion is durable
 * with the next sync.
 */
public final class MemoryLogStore implements LogStore {
  /** What callers see. */
  private final TreeMap<String, LogContents> visible = new TreeMap<>();

  private final Map<String, MemoryLog> openLogs = new HashMap<>();
  private final SyncScheduler scheduler;
  private final ImaginedDisk disk;
  private final long generation;
  private @Nullable LogFailure readFailure;
  private boolean closed;

  public MemoryLogStore() {
    this(SyncScheduler.IMMEDIATE);
  }

  public MemoryLogStore(SyncScheduler scheduler) {
    this(scheduler, Map.of(), 0);
  }

  private MemoryLogStore(
      SyncScheduler scheduler, Map<String, LogContents> durable, long generation) {
    this.scheduler = scheduler;
    this.generation = generation;
    this.disk = new ImaginedDisk(this, scheduler, durable);
    durable.forEach((name, contents) -> visible.put(name, contents.copy()));
  }

  @Override
  public Log open(String name, Executor callbacks) {
    LogNames.requireValid(name);
    MemoryLog log = new MemoryLog(this, name, callbacks);
    synchronized (this) {
      requireOpen();
      MemoryLog earlier = openLogs.put(name, log);
      if (earlier != null) {
        earlier.shutOut("it was opened again");
      }
    }
    write(log, logs -> logs.putIfAbsent(name, new LogContents()), Completion.NONE);
    return log;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public synchronized List<String> list(String prefix) {
    requireOpen();
    return visible.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  public void delete(String name) {
    erase(List.of(name), Runnable::run, Completion.NONE);
  }

  @Override
  public void erase(List<String> names, Executor callbacks, Completion whenErased) {
    synchronized (this) {
      requireOpen();
      for (String name : names) {
        MemoryLog earlier = openLogs.remove(name);
        if (earlier != null) {
          earlier.shutOut("it was deleted");
        }
      }
    }
    MemoryLog deletion = new MemoryLog(this, String.join(", ", names), callbacks);
    write(deletion, logs -> names.forEach(logs::remove), whenErased);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      openLogs.values().forEach(log -> log.shutOut("the store was closed"));
    }
    disk.syncNow();
  }

  /** As {@link #crash(int)}, with nothing kept that was not synced. */
  public MemoryLogStore crash() {
    return crash(0);
  }

  /**
   * Ends this store as if its process had been killed: no callback of it runs any more. Returns a
   * new store, with the same scheduler, that holds what had been synced.
   *
   * @param keptUnsyncedWrites how many of the {@link #unsyncedWrites()} the disk kept nevertheless,
   *     the oldest first
   */
  public MemoryLogStore crash(int keptUnsyncedWrites) {
    return new MemoryLogStore(scheduler, disk.crash(keptUnsyncedWrites), generation);
  }

  /**
   * What is durable now, as a backup would give it back: another store, of the next generation,
   * with the same scheduler. This one goes on.
   */
  public MemoryLogStore backup() {
    synchronized (this) {
      return new MemoryLogStore(scheduler, disk.durable(), generation + 1);
    }
  }

  /** How many writes (appends, metadata, trims, openings, deletions) a crash could lose now. */
  public int unsyncedWrites() {
    return disk.unsyncedWrites();
  }

  /** Lets every sync fail in this way, each log in it until opened again; null ends the trouble. */
  public void failWrites(@Nullable LogFailure failure) {
    disk.failWrites(failure);
  }

  /** Lets every read fail in this way; null ends the trouble. */
  public synchronized void failReads(@Nullable LogFailure failure) {
    readFailure = failure;
  }

  synchronized LogContents contents(String name) {
    return visible.getOrDefault(name, new LogContents());
  }

  static LogContents require(Map<String, LogContents> logs, String name) {
    return logs.computeIfAbsent(name, absent -> new LogContents());
  }

  void append(MemoryLog log, List<LogRecord> records, Completion whenDurable) {
    synchronized (this) {
      if (refusal(log) == null) {
        AppendRules.requireJoined(log.name(), contents(log.name()).end(), records);
      }
    }
    write(log, logs -> require(logs, log.name()).append(records), whenDurable);
  }

  void write(MemoryLog log, Effect effect, Completion whenDurable) {
    synchronized (this) {
      LogFailure refusal = refusal(log);
      if (refusal == null) {
        effect.applyTo(visible);
      }
      disk.enqueue(new Operation(log, effect, whenDurable, refusal));
    }
    disk.sync();
  }

  void read(MemoryLog log, long from, int maxBytes, ReadCompletion whenRead) {
    List<LogRecord> records;
    LogFailure failure;
    synchronized (this) {
      failure = log.shutOut() != null ? log.shutOut() : readFailure;
      records = failure == null ? contents(log.name()).read(from, maxBytes) : List.of();
    }
    disk.callBack(log, () -> whenRead.completed(records, failure));
  }

  /** A write of this log failed: whoever has it open now saw what is not there. */
  synchronized void failed(MemoryLog log, LogFailure failure) {
    log.fail(failure);
    MemoryLog current = openLogs.get(log.name());
    if (current != null) {
      current.fail(failure);
      visible.put(log.name(), disk.durableCopy(log.name()));
    }
  }

  private static @Nullable LogFailure refusal(MemoryLog log) {
    return log.shutOut() != null ? log.shutOut() : log.failure();
  }

  private void requireOpen() {
    if (closed) {
      throw new LogStoreException(LogStoreException.Reason.CLOSED, "the log store was closed");
    }
  }
}
