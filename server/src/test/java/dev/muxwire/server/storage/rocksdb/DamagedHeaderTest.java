package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What stands where a log's header should be is none. */
@SuppressWarnings("NullAway.Init")
class DamagedHeaderTest {
  private static final int ANY_BYTES = 1 << 20;

  @TempDir Path parent;
  private RocksDbLogStore store;

  @BeforeEach
  void openStore() {
    store = new RocksDbLogStore(RocksDbOptions.in(parent.resolve("store")));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void openAgain() {
    store.close();
    openStore();
  }

  private interface Change {
    void into(WriteBatch batch) throws RocksDBException;
  }

  private void write(Change change) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      change.into(batch);
      store.database().write(batch, true);
    }
  }

  private void assertDamaged(String name) {
    assertThatThrownBy(() -> store.open(name, Runnable::run))
        .isInstanceOfSatisfying(
            LogStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStoreException.Reason.DAMAGED))
        .hasMessageContaining(name)
        .hasMessageContaining("header");
  }

  @Test
  void shortHeader_isDamageOfItsLog_andOfNoOther() throws Exception {
    new LogOwner(store, "w/a").appendDurably(record(0, 1, "a"));
    new LogOwner(store, "w/b").appendDurably(record(0, 1, "b"));
    write(batch -> batch.put(Keys.header(1), new byte[23]));
    openAgain();
    assertDamaged("w/a");
    assertThat(texts(new LogOwner(store, "w/b").read(0, ANY_BYTES))).containsExactly("0..1 b");

    store.close();
    try (OfflineLogStore offline = new OfflineLogStore(parent.resolve("store"))) {
      assertThatThrownBy(() -> offline.open("w/a", Runnable::run))
          .isInstanceOf(LogStoreException.class)
          .hasMessageContaining("w/a");
    }
  }

  @Test
  void newLog_thatCouldNotBePositioned_isKeptOnceItCould() throws Exception {
    new LogOwner(store, "w/a").appendDurably(record(0, 1, "a"));
    write(batch -> batch.put(Keys.header(2), new byte[0]));
    assertDamaged("w/new");
    assertThat(store.list("")).containsExactly("w/a");

    write(batch -> batch.delete(Keys.header(2)));
    new LogOwner(store, "w/new").appendDurably(record(0, 1, "durable"));
    openAgain();
    assertThat(texts(new LogOwner(store, "w/new").read(0, ANY_BYTES)))
        .containsExactly("0..1 durable");
  }
}
