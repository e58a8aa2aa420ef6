package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.LogStoreContract;

class MemoryLogStoreContractTest extends LogStoreContract {
  @Override
  protected LogStore openEmpty() {
    return new MemoryLogStore();
  }

  @Override
  protected LogStore openAgain(LogStore closed) {
    return ((MemoryLogStore) closed).crash();
  }
}
