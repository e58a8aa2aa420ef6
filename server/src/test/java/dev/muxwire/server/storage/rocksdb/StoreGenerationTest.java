package dev.muxwire.server.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreGenerationTest {
  @TempDir Path directory;

  @Test
  void newStore_isOfTheFirst_andStaysThere() throws Exception {
    assertThat(generationOfTheStore()).isZero();
    assertThat(generationOfTheStore()).isZero();
    assertThat(StoreGeneration.read(directory)).isZero();
  }

  @Test
  void change_isSeenByTheNextStore_andNeverTheSameTwice() throws Exception {
    generationOfTheStore();
    long first = StoreGeneration.change(directory);
    assertThat(generationOfTheStore()).isEqualTo(first);
    long second = StoreGeneration.change(directory);
    assertThat(second).isNotIn(0L, first);
    assertThat(generationOfTheStore()).isEqualTo(second);
  }

  @Test
  void anythingElseInTheFile_isRefused() throws Exception {
    for (String content : new String[] {"", "7\n", "muxwire-generation 12\n"}) {
      Files.writeString(directory.resolve("GENERATION"), content);
      assertThatThrownBy(() -> StoreGeneration.read(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("GENERATION");
    }
  }

  private long generationOfTheStore() {
    try (RocksDbLogStore store = new RocksDbLogStore(RocksDbOptions.in(directory))) {
      return store.generation();
    }
  }
}
