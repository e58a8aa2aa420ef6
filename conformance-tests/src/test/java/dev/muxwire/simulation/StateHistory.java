package dev.muxwire.simulation;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.ForwardingLog;
import dev.muxwire.server.storage.ForwardingLogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * All that a workspace's state log ever held durably, kept where the server gives it up once it has
 * a checkpoint: the model folds the whole history, and so checks the checkpoints too.
 */
final class StateHistory {
  private final String name;
  private final TreeMap<Long, LogRecord> byPosition = new TreeMap<>();

  StateHistory(String name) {
    this.name = name;
  }

  /** A store that tells this history what its log holds. */
  LogStore watch(LogStore store) {
    return new ForwardingLogStore(store) {
      @Override
      public Log open(String opened, Executor callbacks) {
        if (!opened.equals(name)) {
          return store.open(opened, callbacks);
        }
        take(store);
        return watch(store.open(opened, callbacks));
      }
    };
  }

  /** Everything, with what the disk holds now. */
  List<LogRecord> with(LogStore store) {
    take(store);
    return new ArrayList<>(byPosition.values());
  }

  /** What is on the disk counts, whatever was acknowledged of it. */
  private void take(LogStore store) {
    Log log = store.open(name, Runnable::run);
    byPosition.tailMap(log.start(), true).clear();
    long[] position = {log.start()};
    while (position[0] < log.end()) {
      log.read(position[0], 1 << 20, (records, failure) -> position[0] = add(records));
    }
  }

  private long add(List<LogRecord> records) {
    records.forEach(record -> byPosition.put(record.from(), record));
    return records.get(records.size() - 1).to();
  }

  private Log watch(Log log) {
    return new ForwardingLog(log) {
      @Override
      public void append(List<LogRecord> records, Completion whenDurable) {
        log.append(
            records,
            failure -> {
              if (failure == null && !records.isEmpty()) {
                add(records);
              }
              whenDurable.completed(failure);
            });
      }
    };
  }
}
