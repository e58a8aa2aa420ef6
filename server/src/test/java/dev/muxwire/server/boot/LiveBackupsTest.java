package dev.muxwire.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.connection.Backups;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbOptions;
import dev.muxwire.wire.ProtocolViolation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for a backup is told how it went, whatever happens. */
class LiveBackupsTest {
  @TempDir Path root;

  private static final class Asker implements Backups.Told {
    final List<ErrorCode> refusals = new ArrayList<>();

    @Override
    public void created(Backups.Created backup) {}

    @Override
    public void failed(ProtocolViolation reason) {
      refusals.add(reason.code());
    }
  }

  /** A path that cannot even be looked at. */
  private static Path unusable() {
    return (Path)
        Proxy.newProxyInstance(
            LiveBackupsTest.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> {
              throw new StackOverflowError("for a test");
            });
  }

  @Test
  void anError_isToldToWhoAsked_andTheNextMayAsk() {
    try (RocksDbLogStore store =
        new RocksDbLogStore(RocksDbOptions.in(root.resolve("data/store")))) {
      LiveBackups backups =
          new LiveBackups(
              new BackupDirectory(root.resolve("backups")),
              unusable(),
              store,
              "muxwire/test",
              Runnable::run,
              new ServerEvents() {});
      Asker asker = new Asker();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> backups.create(asker)).isInstanceOf(StackOverflowError.class);
      }
      assertThat(asker.refusals)
          .containsExactly(ErrorCode.ERROR_CODE_STORAGE, ErrorCode.ERROR_CODE_STORAGE);
    }
  }
}
