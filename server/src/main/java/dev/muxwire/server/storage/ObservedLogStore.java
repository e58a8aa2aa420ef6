package dev.muxwire.server.storage;

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
public final class ObservedLogStore implements LogStore {
  private final LogStore store;
  private final LongSupplier nanos;
  private final Observer observer;

  /** By name, what broke each; a log works again only once it was opened anew. */
  private final Map<String, LogFailure> broken = new ConcurrentHashMap<>();

  /** Told what happens; on the owners' loops. */
  public interface Observer {
    /** An append is durable; it took so many nanoseconds. */
    void durable(long nanos);

    /** A log failed, for the first time since it was opened. */
    void failed(String log, LogFailure failure);
  }

  /**
   * @param nanos a clock that never goes back, in nanoseconds
   */
  public ObservedLogStore(LogStore store, LongSupplier nanos, Observer observer) {
    this.store = store;
    this.nanos = nanos;
    this.observer = observer;
  }

  /** What failed and was not opened again, by the log's name. */
  public Map<String, LogFailure> brokenLogs() {
    return Map.copyOf(broken);
  }

  @Override
  public Log open(String name, Executor callbacks) {
    try {
      Log log = store.open(name, callbacks);
      broken.remove(name);
      return new ObservedLog(name, log);
    } catch (LogStoreException e) {
      look(name, e.asFailure());
      throw e;
    }
  }

  @Override
  public long generation() {
    return store.generation();
  }

  @Override
  public List<String> list(String prefix) {
    return store.list(prefix);
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

  @Override
  public void close() {
    store.close();
  }

  /** A log that was closed on purpose is not broken. */
  private void look(String name, @Nullable LogFailure failure) {
    if (failure != null
        && failure.kind() != LogFailure.Kind.CLOSED
        && broken.putIfAbsent(name, failure) == null) {
      observer.failed(name, failure);
    }
  }

  private final class ObservedLog implements Log {
    private final String name;
    private final Log log;

    ObservedLog(String name, Log log) {
      this.name = name;
      this.log = log;
    }

    @Override
    public long start() {
      return log.start();
    }

    @Override
    public long end() {
      return log.end();
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
            look(name, failure);
            whenDurable.completed(failure);
          });
    }

    @Override
    public void read(long from, int maxBytes, ReadCompletion whenRead) {
      log.read(
          from,
          maxBytes,
          (records, failure) -> {
            look(name, failure);
            whenRead.completed(records, failure);
          });
    }

    @Override
    public void trim(long before) {
      log.trim(before);
    }

    @Override
    public void erase(long before, RecordCutter cutter, Completion whenErased) {
      log.erase(
          before,
          cutter,
          failure -> {
            look(name, failure);
            whenErased.completed(failure);
          });
    }

    @Override
    public byte[] metadata() {
      return log.metadata();
    }

    @Override
    public void putMetadata(byte[] metadata, Completion whenDurable) {
      log.putMetadata(
          metadata,
          whenDurable == Completion.NONE
              ? whenDurable
              : failure -> {
                look(name, failure);
                whenDurable.completed(failure);
              });
    }
  }
}
