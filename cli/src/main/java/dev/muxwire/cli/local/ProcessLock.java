package dev.muxwire.cli.local;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The right to be the one process of a role in a data directory.
 *
 * <p>The right is an operating system's lock, which ends with its process, however that dies; the
 * description beside it only tells others whom to talk to. So a pid that was left behind and is now
 * another program's is never mistaken for ours.
 */
public final class ProcessLock implements AutoCloseable {
  /** Somebody who only looks holds the lock for microseconds; a second try then gets it. */
  private static final int TRIES = 3;

  private static final long BETWEEN_TRIES_MS = 20;

  private final FileChannel channel;
  private final Path description;
  private boolean described;

  private ProcessLock(FileChannel channel, Path description) {
    this.channel = channel;
    this.description = description;
  }

  /** Takes the lock; empty if another process holds it. */
  public static Optional<ProcessLock> tryAcquire(DataDirectory directory, ProcessRole role)
      throws IOException, InterruptedException {
    directory.create();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Optional<FileChannel> locked = tryLock(directory.lockFile(role));
      if (locked.isPresent()) {
        // From here on, a description that is there is this holder's own.
        Path description = directory.descriptionFile(role);
        Files.deleteIfExists(description);
        return Optional.of(new ProcessLock(locked.get(), description));
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
    }
    return Optional.empty();
  }

  /** Tells others who holds the lock, and where it can be reached. */
  public void describe(URI url) throws IOException {
    RunningProcess self = new RunningProcess(ProcessHandle.current().pid(), url);
    described = true;
    PrivateFiles.replace(description, self.toJson());
  }

  /** True while some process holds the lock. */
  public static boolean isHeld(DataDirectory directory, ProcessRole role) throws IOException {
    if (!Files.exists(directory.lockFile(role))) {
      return false;
    }
    Optional<FileChannel> free = tryLock(directory.lockFile(role));
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  /**
   * The process that holds the lock, once it has described itself. A description by a process that
   * is no more is the last holder's, in the moment before the present one replaces it.
   */
  public static Optional<RunningProcess> holder(DataDirectory directory, ProcessRole role)
      throws IOException {
    if (!isHeld(directory, role)) {
      return Optional.empty();
    }
    try {
      return RunningProcess.fromJson(Files.readString(directory.descriptionFile(role)))
          .filter(RunningProcess::isAlive);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Like {@link #holder}, but gives a process that is just starting the time to describe itself.
   */
  public static Optional<RunningProcess> awaitHolder(
      DataDirectory directory, ProcessRole role, Duration patience)
      throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    Optional<RunningProcess> holder = holder(directory, role);
    while (holder.isEmpty() && isHeld(directory, role) && System.nanoTime() < deadlineNanos) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
      holder = holder(directory, role);
    }
    return holder;
  }

  private static Optional<FileChannel> tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: held, like by any other.
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (described) {
      Files.deleteIfExists(description);
    }
    channel.close();
  }
}
