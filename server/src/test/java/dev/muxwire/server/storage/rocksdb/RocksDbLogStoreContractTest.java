package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.LogStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbLogStoreContractTest extends LogStoreContract {
  @TempDir Path directory;

  @Override
  protected LogStore openEmpty() {
    return new RocksDbLogStore(RocksDbOptions.in(directory.resolve("log")));
  }

  @Override
  protected LogStore openAgain(LogStore closed) {
    return new RocksDbLogStore(RocksDbOptions.in(directory.resolve("log")));
  }
}
