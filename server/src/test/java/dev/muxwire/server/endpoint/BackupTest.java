package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.BackupCreated;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateBackup;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups at the socket: who may, one at a time, and what a directory that refuses comes to. */
final class BackupTest extends BadInputFixture {
  private static ClientFrame backup(long seq) {
    return ClientFrame.newBuilder()
        .setCreateBackup(CreateBackup.newBuilder().setRequestSeq(seq))
        .build();
  }

  private static BackupCreated created(RawPeer peer, long seq) {
    return peer.awaitFrame(
            frame -> frame.hasBackupCreated() && frame.getBackupCreated().getRequestSeq() == seq)
        .getBackupCreated();
  }

  private static dev.muxwire.proto.v1.Error refused(RawPeer peer, long seq) {
    return peer.awaitFrame(frame -> frame.getError().getRequestSeq() == seq).getError();
  }

  @Test
  void owner_getsABackup_inTheServersDirectory() throws Exception {
    long before = System.currentTimeMillis();
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(backup(1));
      BackupCreated backup = created(peer, 1);
      assertThat(backup.getCreatedAtMs()).isBetween(before, System.currentTimeMillis());
      assertThat(backup.getBytes()).isPositive();
      assertThat(backup.getDirectory()).isEqualTo(directory.resolve("backups").toString());
      BackupDirectory backups = new BackupDirectory(directory.resolve("backups"));
      assertThat(backups.find("latest"))
          .satisfies(
              found -> {
                assertThat(found.id()).isEqualTo(backup.getBackupId());
                assertThat(found.bytes()).isEqualTo(backup.getBytes());
                assertThat(found.createdAtMs()).isEqualTo(backup.getCreatedAtMs());
                assertThat(found.problem()).isNull();
              });
      assertThat(backups.path().resolve("files/" + backup.getBackupId() + "/token"))
          .hasSameBinaryContentAs(directory.resolve("token"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reader-token", "writer-token", "opener-token", "publisher-token"})
  void tokenOfOneWorkspace_isRefused(String weaker) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), weaker)) {
      peer.send(backup(3));
      assertThat(refused(peer, 3).getCode()).isEqualTo(ErrorCode.ERROR_CODE_FORBIDDEN);
      assertThat(refused(peer, 3).getMessage()).contains("no 'open' grant for workspace '*'");
      assertAlive(peer);
    }
  }

  @Test
  void secondAtOnce_isBusy() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(backup(1), backup(2));
      assertThat(refused(peer, 2).getCode()).isEqualTo(ErrorCode.ERROR_CODE_BUSY);
      created(peer, 1);
      peer.send(backup(3));
      created(peer, 3);
    }
  }

  @Test
  void directoryThatACommandHolds_isBusy() throws Exception {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(backup(1));
      created(peer, 1);
      try (FileChannel channel =
              FileChannel.open(directory.resolve("backups/LOCK"), StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        assertThat(held.isValid()).isTrue();
        peer.send(backup(2));
        assertThat(refused(peer, 2).getCode()).isEqualTo(ErrorCode.ERROR_CODE_BUSY);
      }
      peer.send(backup(3));
      created(peer, 3);
    }
  }

  @Test
  void directoryThatCannotBe_isAStorageError_andTheServerGoesOn(@TempDir Path other)
      throws Exception {
    Path file = other.resolve("file");
    Files.writeString(file, "no directory");
    ServerConfig config =
        ServerConfig.builder()
            .listenPort(0)
            .dataDirectory(other.resolve("data"))
            .backupDirectory(file.resolve("backups"))
            .build();
    try (MuxwireServer elsewhere = MuxwireServer.start(config)) {
      String owner = Files.readString(other.resolve("data/token")).strip();
      try (RawPeer peer = RawPeer.welcomed(elsewhere.uri(), owner)) {
        peer.send(backup(1), ping(5));
        assertThat(refused(peer, 1).getCode()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
        assertThat(refused(peer, 1).getMessage())
            .contains(file.resolve("backups").toString(), "file");
        peer.awaitFrame(ServerFrame::hasPong);
        peer.send(backup(2)); // tried anew, not refused as busy
        assertThat(refused(peer, 2).getCode()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
      }
    }
  }
}
