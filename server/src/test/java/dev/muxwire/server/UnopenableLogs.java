package dev.muxwire.server;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** A store some of whose logs cannot be opened, because a block with their facts is damaged. */
public record UnopenableLogs(LogStore store, Set<String> damaged) implements LogStore {
  @Override
  public Log open(String name, Executor callbacks) {
    if (damaged.contains(name)) {
      throw new LogStoreException(
          LogStoreException.Reason.DAMAGED, "log " + name + " cannot be opened: a checksum");
    }
    return store.open(name, callbacks);
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
  }

  @Override
  public void erase(List<String> names, Executor callbacks, Log.Completion whenErased) {
    store.erase(names, callbacks, whenErased);
  }

  @Override
  public void close() {
    store.close();
  }
}
