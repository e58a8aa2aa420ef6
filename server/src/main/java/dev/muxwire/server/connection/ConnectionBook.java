package dev.muxwire.server.connection;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The connections that were welcomed and have not ended, by their number: for whoever asks what the
 * server does. Safe for use by several threads.
 */
public final class ConnectionBook {
  private final ConcurrentSkipListMap<Long, Connection> living = new ConcurrentSkipListMap<>();

  void enter(long connectionId, Connection connection) {
    living.put(connectionId, connection);
  }

  void leave(long connectionId) {
    living.remove(connectionId);
  }

  /** Those that live now, by number. */
  Collection<Connection> living() {
    return List.copyOf(living.values());
  }

  /** How many there are. */
  public int size() {
    return living.size();
  }
}
