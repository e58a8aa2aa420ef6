package dev.muxwire.server.storage;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.RecordCutter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Another store, with an eye on it: how long appends take to become durable, and which logs failed.
 * Safe for several threads as that store is.
 */
public final class ObservedLogStore extends ForwardingLogStore {
  private final LongSupplier nanos;
  private final Observer observer;

  /**
   * By name, what broke each. A log works again only once it was opened anew, and that it does is
   * shown by a write alone: on a full disk it can be opened, again and again.
   */
  private final Map<String, Trouble> broken = new ConcurrentHashMap<>();

  private record Trouble(LogFailure failure, boolean withOpening) {}

  /** Told what happens; on the owners' loops. */
  public interface Observer {
    /** An append is durable; it took so many nanoseconds. */
    void durable(long nanos);

    /** A log failed, for the first time since it worked. */
    void failed(String log, LogFailure failure);
  }

  /**
   * @param nanos a clock that never goes back, in nanoseconds
   */
  public ObservedLogStore(LogStore store, LongSupplier nanos, Observer observer) {
    super(store);
    this.nanos = nanos;
    this.observer = observer;
  }

  /** What failed and has not shown since that it works, by the log's name. */
  public Map<String, LogFailure> brokenLogs() {
    return broken.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().failure()));
  }

  @Override
  public Log open(String name, Executor callbacks) {
    try {
      Log log = store.open(name, callbacks);
      broken.computeIfPresent(name, (same, trouble) -> trouble.withOpening() ? null : trouble);
      return new ObservedLog(name, log, broken.get(name));
    } catch (LogStoreException e) {
      look(name, e.asFailure(), true);
      throw e;
    }
  }

  @Override
  public void delete(String name) {
    store.delete(name);
    broken.remove(name);
  }

  @Override
  public void erase(List<String> names, Executor callbacks, Log.Completion whenErased) {
    store.erase(
        names,
        callbacks,
        failure -> {
          if (failure == null) {
            names.forEach(broken::remove); // not before: until then they may fail
          }
          whenErased.completed(failure);
        });
  }

  /** A log that was closed on purpose is not broken. */
  private void look(String name, @Nullable LogFailure failure, boolean withOpening) {
    if (failure != null
        && failure.kind() != LogFailure.Kind.CLOSED
        && broken.putIfAbsent(name, new Trouble(failure, withOpening)) == null) {
      observer.failed(name, failure);
    }
  }

  private final class ObservedLog extends ForwardingLog {
    private final String name;

    /** What had broken it before it was opened. */
    private final @Nullable Trouble before;

    ObservedLog(String name, Log log, @Nullable Trouble before) {
      super(log);
      this.name = name;
      this.before = before;
    }

    private void written(@Nullable LogFailure failure) {
      if (failure == null && before != null) {
        broken.remove(name, before);
      }
      look(name, failure, false);
    }

    @Override
    public void append(List<LogRecord> records, Completion whenDurable) {
      if (whenDurable == Completion.NONE) {
        log.append(records, whenDurable); // a later write's completion covers it
        return;
      }
      long begunNanos = nanos.getAsLong();
      log.append(
          records,
          failure -> {
            if (failure == null) {
              observer.durable(nanos.getAsLong() - begunNanos);
            }
            written(failure);
            whenDurable.completed(failure);
          });
    }

    @Override
    public void read(long from, int maxBytes, ReadCompletion whenRead) {
      log.read(
          from,
          maxBytes,
          (records, failure) -> {
            look(name, failure, false);
            whenRead.completed(records, failure);
          });
    }

    @Override
    public void erase(long before, RecordCutter cutter, Completion whenErased) {
      log.erase(
          before,
          cutter,
          failure -> {
            written(failure);
            whenErased.completed(failure);
          });
    }

    @Override
    public void putMetadata(byte[] metadata, Completion whenDurable) {
      log.putMetadata(
          metadata,
          whenDurable == Completion.NONE
              ? whenDurable
              : failure -> {
                written(failure);
                whenDurable.completed(failure);
              });
    }
  }
}
