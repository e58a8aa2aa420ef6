package dev.muxwire.server;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.ForwardingLogStore;
import java.util.Set;
import java.util.concurrent.Executor;

/** A store some of whose logs cannot be opened, because a block with their facts is damaged. */
public final class UnopenableLogs extends ForwardingLogStore {
  private final Set<String> damaged;

  public UnopenableLogs(LogStore store, Set<String> damaged) {
    super(store);
    this.damaged = damaged;
  }

  @Override
  public Log open(String name, Executor callbacks) {
    if (damaged.contains(name)) {
      throw new LogStoreException(
          LogStoreException.Reason.DAMAGED, "log " + name + " cannot be opened: a checksum");
    }
    return store.open(name, callbacks);
  }
}
