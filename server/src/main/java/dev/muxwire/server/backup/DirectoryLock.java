package dev.muxwire.server.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to change a backup directory: an operating system's lock, which ends with its process.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "LOCK";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws BackupException BUSY
   */
  static DirectoryLock take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: held, like by any other.
    }
    channel.close();
    throw new BackupException(
        BackupException.Reason.BUSY,
        "a backup, a deletion or a restore is under way in " + directory + "; wait for its end");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
