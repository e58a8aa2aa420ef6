package dev.muxwire.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  private static final URI URL = URI.create("ws://127.0.0.1:7070/v1/sync");

  @TempDir private Path parent;

  @Test
  void lock_isHeldByOne_untilItIsClosed() throws Exception {
    DataDirectory directory = new DataDirectory(parent.resolve("data"));
    assertThat(ProcessLock.isHeld(directory, ProcessRole.HOST)).isFalse();

    try (ProcessLock lock = ProcessLock.tryAcquire(directory, ProcessRole.HOST).orElseThrow()) {
      assertThat(ProcessLock.isHeld(directory, ProcessRole.HOST)).isTrue();
      assertThat(ProcessLock.holder(directory, ProcessRole.HOST)).isEmpty();
      assertThat(ProcessLock.tryAcquire(directory, ProcessRole.HOST)).isEmpty();
      assertThat(ProcessLock.isHeld(directory, ProcessRole.SERVER)).isFalse();

      lock.describe(URL);
      assertThat(ProcessLock.holder(directory, ProcessRole.HOST))
          .contains(new RunningProcess(ProcessHandle.current().pid(), URL));
    }

    assertThat(ProcessLock.isHeld(directory, ProcessRole.HOST)).isFalse();
    assertThat(ProcessLock.tryAcquire(directory, ProcessRole.HOST)).isPresent();
  }

  @Test
  void descriptionOfAnEarlierHolder_isNotTakenForTheNext() throws Exception {
    DataDirectory directory = new DataDirectory(parent.resolve("data"));
    directory.create();
    Files.writeString(
        directory.descriptionFile(ProcessRole.SERVER), new RunningProcess(1, URL).toJson());

    assertThat(ProcessLock.holder(directory, ProcessRole.SERVER)).isEmpty();
    try (ProcessLock lock = ProcessLock.tryAcquire(directory, ProcessRole.SERVER).orElseThrow()) {
      assertThat(ProcessLock.holder(directory, ProcessRole.SERVER)).isEmpty();
    }
  }

  @Test
  void directory_isOnlyItsOwners() throws IOException {
    DataDirectory directory = new DataDirectory(parent.resolve("a/b"));
    directory.create();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
  }
}
