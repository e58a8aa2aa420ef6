package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Erases the logs of deleted workspaces. An empty log named after the workspace is the tombstone:
 * durable before anything is erased, and erased last. So a deletion that a crash cuts short goes on
 * when the server starts again, and until then nobody finds the workspace.
 *
 * <pre>
 *   alive --tombstone durable--> marked --all logs erased--> erased --tombstone erased--> over
 *                                   ^-- a start, or another request, after a failure
 * </pre>
 *
 * <p>When the tombstone could not be written, the disk may have it all the same: the workspace
 * comes back only once the tombstone is gone for certain. Or the next start would erase what was
 * written since.
 *
 * <p>All methods may be called from anywhere.
 */
final class WorkspaceDeletions {
  private static final String TOMBSTONES = "deleted/";
  private static final int UNMARK_INTERVAL_MS = 2_000;

  private final LogStore store;
  private final Loop loop;
  private final Map<String, Deletion> underWay = new HashMap<>();

  private static final class Deletion {
    private final List<Consumer<@Nullable ProtocolViolation>> waiting = new ArrayList<>();

    /** The logs are being erased: who comes now waits for that. Else it has to be tried again. */
    private boolean running = true;
  }

  WorkspaceDeletions(LogStore store, Loop loop) {
    this.store = store;
    this.loop = loop;
    for (String tombstone : store.list(TOMBSTONES)) {
      String name = tombstone.substring(TOMBSTONES.length());
      underWay.put(name, new Deletion());
      loop.execute(() -> eraseLogs(name));
    }
  }

  synchronized boolean isUnderWay(String name) {
    return underWay.containsKey(name);
  }

  /** Waits for a deletion that is under way; false if none is. */
  synchronized boolean join(String name, Consumer<@Nullable ProtocolViolation> whenErased) {
    Deletion deletion = underWay.get(name);
    if (deletion == null) {
      return false;
    }
    deletion.waiting.add(whenErased);
    if (!deletion.running) {
      deletion.running = true;
      loop.execute(() -> eraseLogs(name));
    }
    return true;
  }

  /**
   * Begins a deletion.
   *
   * @param marked told, on this loop, once it cannot be taken back; runs its argument when nobody
   *     writes to the workspace's logs any more
   * @param unmarked told, on this loop, when it could not begin and never will
   */
  void begin(
      String name,
      Consumer<@Nullable ProtocolViolation> whenErased,
      Consumer<Runnable> marked,
      Runnable unmarked) {
    synchronized (this) {
      Deletion deletion = new Deletion();
      deletion.waiting.add(whenErased);
      underWay.put(name, deletion);
    }
    store
        .open(TOMBSTONES + name, loop)
        .append(
            List.of(),
            failure -> {
              if (failure == null) {
                marked.accept(() -> loop.execute(() -> eraseLogs(name)));
              } else {
                tell(takeWaiting(name), failure);
                unmark(name, failure, unmarked);
              }
            });
  }

  private void unmark(String name, LogFailure cause, Runnable unmarked) {
    store.erase(
        List.of(TOMBSTONES + name),
        loop,
        failure -> {
          if (failure == null) {
            unmarked.run();
            finish(name, cause);
          } else {
            loop.schedule(UNMARK_INTERVAL_MS, () -> unmark(name, cause, unmarked));
          }
        });
  }

  private void eraseLogs(String name) {
    store.erase(
        store.list(WorkspaceRegistry.PREFIX + name + "/"),
        loop,
        failure -> {
          if (failure == null) {
            eraseTombstone(name);
          } else {
            fail(name, failure);
          }
        });
  }

  private void eraseTombstone(String name) {
    store.erase(
        List.of(TOMBSTONES + name),
        loop,
        failure -> {
          if (failure == null) {
            finish(name, null);
          } else {
            fail(name, failure);
          }
        });
  }

  private void finish(String name, @Nullable LogFailure failure) {
    List<Consumer<@Nullable ProtocolViolation>> told;
    synchronized (this) {
      Deletion deletion = underWay.remove(name);
      told = deletion == null ? List.of() : deletion.waiting;
    }
    tell(told, failure);
  }

  /** It stays under way: the next who asks, or the next start, tries again. */
  private void fail(String name, LogFailure failure) {
    List<Consumer<@Nullable ProtocolViolation>> told;
    synchronized (this) {
      Deletion deletion = underWay.get(name);
      if (deletion != null) {
        deletion.running = false;
      }
      told = takeWaiting(name);
    }
    tell(told, failure);
  }

  private synchronized List<Consumer<@Nullable ProtocolViolation>> takeWaiting(String name) {
    Deletion deletion = underWay.get(name);
    if (deletion == null) {
      return List.of();
    }
    List<Consumer<@Nullable ProtocolViolation>> taken = List.copyOf(deletion.waiting);
    deletion.waiting.clear();
    return taken;
  }

  private static void tell(
      List<Consumer<@Nullable ProtocolViolation>> told, @Nullable LogFailure failure) {
    ProtocolViolation violation =
        failure == null
            ? null
            : new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message());
    told.forEach(whenErased -> whenErased.accept(violation));
  }
}
