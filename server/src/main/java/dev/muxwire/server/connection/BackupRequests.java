package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.BackupCreated;
import dev.muxwire.proto.v1.CreateBackup;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.ProtocolViolation;

/**
 * Backups. Who may erase every workspace may as well save them: so the grant is OPEN for all, and a
 * backup's own token needs no more.
 */
final class BackupRequests {
  private static final String ALL = "*";

  private final StreamContext context;
  private final Answers answers;

  BackupRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  void createBackup(CreateBackup create) {
    long seq = create.getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, ALL);
          context.server().backups().create(answer(seq));
        });
  }

  private Backups.Told answer(long seq) {
    return new Backups.Told() {
      @Override
      public void created(Backups.Created backup) {
        answers.answer(
            ServerFrame.BACKUP_CREATED_FIELD_NUMBER,
            BackupCreated.newBuilder()
                .setRequestSeq(seq)
                .setBackupId(backup.id())
                .setBytes(backup.bytes())
                .setCreatedAtMs(backup.createdAtMs())
                .setDirectory(backup.directory())
                .build());
      }

      @Override
      public void failed(ProtocolViolation reason) {
        answers.refuse(seq, reason);
      }
    };
  }
}
