package dev.muxwire.server.storage;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import java.util.List;
import java.util.concurrent.Executor;

/** Another store as it is, for those that change something about one. As safe as that store. */
public abstract class ForwardingLogStore implements LogStore {
  protected final LogStore store;

  protected ForwardingLogStore(LogStore store) {
    this.store = store;
  }

  @Override
  public Log open(String name, Executor callbacks) {
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
