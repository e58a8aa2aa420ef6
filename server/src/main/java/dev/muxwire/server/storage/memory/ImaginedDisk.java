package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.Log.Completion;
import dev.muxwire.server.log.LogFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What would be on disk, and the writes on their way to it, in order. One sync is under way at a
 * time and covers what waited when it began. All fields are guarded by the store; the scheduler and
 * the callbacks are called without its lock.
 */
final class ImaginedDisk {
  private final MemoryLogStore store;
  private final SyncScheduler scheduler;
  private final Map<String, LogContents> durable = new TreeMap<>();
  private final Deque<Operation> waiting = new ArrayDeque<>();

  /** Covered by the sync under way; empty if there is none. */
  private List<Operation> inFlight = List.of();

  /** One caller starts syncs, in a loop: callbacks that write again must not recurse. */
  private boolean starting;

  /** From the start of a sync until its last callback was handed over. */
  private boolean syncing;

  private @Nullable LogFailure writeFailure;
  private volatile boolean crashed;

  ImaginedDisk(MemoryLogStore store, SyncScheduler scheduler, Map<String, LogContents> durable) {
    this.store = store;
    this.scheduler = scheduler;
    durable.forEach((name, contents) -> this.durable.put(name, contents.copy()));
  }

  void enqueue(Operation operation) {
    synchronized (store) {
      waiting.add(operation);
    }
  }

  LogContents durableCopy(String name) {
    synchronized (store) {
      LogContents contents = durable.get(name);
      return contents == null ? new LogContents() : contents.copy();
    }
  }

  void failWrites(@Nullable LogFailure failure) {
    synchronized (store) {
      writeFailure = failure;
    }
  }

  int unsyncedWrites() {
    synchronized (store) {
      return inFlight.size() + waiting.size();
    }
  }

  /** Starts a sync if something waits and none is under way. */
  void sync() {
    synchronized (store) {
      if (starting) {
        return;
      }
      starting = true;
    }
    while (takeGroup()) {
      scheduler.schedule(this::completeGroup);
    }
  }

  /** Syncs everything without asking the scheduler. */
  void syncNow() {
    while (unsyncedWrites() > 0) {
      sync();
      completeGroup();
    }
  }

  /** What is durable; to be copied under the store's lock. */
  Map<String, LogContents> durable() {
    return durable;
  }

  /** Returns what is durable, with some of what was not, and falls silent. */
  Map<String, LogContents> crash(int keptUnsyncedWrites) {
    synchronized (store) {
      crashed = true;
      Deque<Operation> unsynced = new ArrayDeque<>(inFlight);
      unsynced.addAll(waiting);
      for (int kept = 0; kept < keptUnsyncedWrites && !unsynced.isEmpty(); kept++) {
        Operation operation = unsynced.remove();
        if (operation.canBeStored()) {
          operation.effect().applyTo(durable);
        }
      }
      return durable;
    }
  }

  void callBack(MemoryLog log, Runnable callback) {
    if (crashed) {
      return;
    }
    try {
      log.callbacks()
          .execute(
              () -> {
                if (!crashed) {
                  callback.run();
                }
              });
    } catch (RejectedExecutionException ownerIsGone) {
      // Nobody is left to tell.
    }
  }

  private boolean takeGroup() {
    synchronized (store) {
      if (syncing || waiting.isEmpty() || crashed) {
        starting = false;
        return false;
      }
      syncing = true;
      inFlight = List.copyOf(waiting);
      waiting.clear();
      return true;
    }
  }

  private void completeGroup() {
    List<Runnable> callbacks = new ArrayList<>();
    synchronized (store) {
      if (crashed) {
        return;
      }
      for (Operation operation : inFlight) {
        LogFailure failure = store(operation);
        Completion whenDurable = operation.whenDurable();
        if (whenDurable != Completion.NONE) {
          callbacks.add(() -> callBack(operation.log(), () -> whenDurable.completed(failure)));
        }
      }
      inFlight = List.of();
    }
    callbacks.forEach(Runnable::run);
    synchronized (store) {
      syncing = false;
    }
    sync();
  }

  private @Nullable LogFailure store(Operation operation) {
    if (operation.canBeStored() && writeFailure != null) {
      store.failed(operation.log(), writeFailure);
    }
    if (operation.canBeStored()) {
      operation.effect().applyTo(durable);
      return null;
    }
    return operation.refusal() != null ? operation.refusal() : operation.log().failure();
  }
}
