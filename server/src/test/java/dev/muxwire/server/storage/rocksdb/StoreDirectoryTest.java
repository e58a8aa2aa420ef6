package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import dev.muxwire.server.storage.LogOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoryTest {
  @TempDir Path parent;

  @Test
  void newDirectory_isPrivate_andNamesItsFormat() throws Exception {
    Path directory = parent.resolve("deep/log");
    open(directory).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(directory.resolve("FORMAT")).hasContent("muxwire-log 1");
    open(directory).close();
  }

  @Test
  void secondOpener_isTurnedAway_andDisturbsNothing() {
    Path directory = parent.resolve("log");
    try (RocksDbLogStore first = open(directory);
        LogOwner log = new LogOwner(first, "w/a")) {
      assertRefused(directory, Reason.IN_USE, "another directory");
      log.appendDurably(record(0, 1, "a"));
    }
    open(directory).close();
  }

  @Test
  void newerFormat_isNotTouched() throws Exception {
    Path directory = Files.createDirectory(parent.resolve("log"));
    Files.writeString(directory.resolve("FORMAT"), "muxwire-log 2\n");
    assertRefused(directory, Reason.UNSUPPORTED_FORMAT, "has format 2");
    assertThat(directory.resolve("db")).doesNotExist();
  }

  @Test
  void foreignDirectory_isNotTouched() throws Exception {
    Path directory = Files.createDirectory(parent.resolve("log"));
    Files.writeString(directory.resolve("FORMAT"), "something else\n");
    assertRefused(directory, Reason.UNSUPPORTED_FORMAT, "not Muxwire's");
    Path other = parent.resolve("other");
    Files.createDirectories(other.resolve("db"));
    assertRefused(other, Reason.UNSUPPORTED_FORMAT, "no FORMAT file");
  }

  @Test
  void pathThatIsNoDirectory_isInaccessible() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "x");
    assertRefused(file, Reason.INACCESSIBLE, "mode");
    assertRefused(file.resolve("below"), Reason.INACCESSIBLE, "mode");
  }

  private static RocksDbLogStore open(Path directory) {
    return new RocksDbLogStore(RocksDbOptions.in(directory));
  }

  private static void assertRefused(Path directory, Reason reason, String advice) {
    assertThatThrownBy(() -> open(directory).close())
        .isInstanceOfSatisfying(
            LogStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(advice);
  }
}
