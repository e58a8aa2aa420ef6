package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Who holds it has the store's directory alone: {@code LOCK}. RocksDB has a lock of its own, which
 * it gives back when an opening fails; this one is held from before the first look at the files.
 */
public final class StoreLock implements AutoCloseable {
  private static final String FILE = "LOCK";

  private final @Nullable FileChannel channel;

  private StoreLock(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it; the directory must be there.
   *
   * @throws LogStoreException IN_USE if somebody else has it
   */
  public static StoreLock take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) != null) {
        return new StoreLock(channel);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new LogStoreException(
        Reason.IN_USE,
        "log directory "
            + directory
            + " is in use by another server. Stop that one, or give this one another directory.");
  }

  /** As {@link #take}, and holds nothing if no server ever had the directory: a copy, perhaps. */
  public static StoreLock takeIfThere(Path directory) throws IOException {
    return Files.exists(directory.resolve(FILE)) ? take(directory) : new StoreLock(null);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // the lock ends with the process at the latest
    }
  }
}
