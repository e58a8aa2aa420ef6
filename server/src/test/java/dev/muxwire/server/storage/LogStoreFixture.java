package dev.muxwire.server.storage;

import dev.muxwire.server.log.LogStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store to test, and owners for its logs. */
public abstract class LogStoreFixture {
  protected static final int ANY_BYTES = 1 << 20;

  private final List<LogOwner> owners = new ArrayList<>();
  private @Nullable LogStore store;

  /** A store with nothing in it. */
  protected abstract LogStore openEmpty() throws Exception;

  /** A store with what the closed one held. */
  protected abstract LogStore openAgain(LogStore closed) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = openEmpty();
  }

  @AfterEach
  void closeStore() {
    owners.forEach(LogOwner::close);
    store().close();
  }

  protected LogStore store() {
    if (store == null) {
      throw new IllegalStateException("not open");
    }
    return store;
  }

  protected LogOwner own(String name) {
    LogOwner owner = new LogOwner(store(), name);
    owners.add(owner);
    return owner;
  }

  protected void reopenStore() throws Exception {
    store().close();
    store = openAgain(store());
  }
}
