package dev.muxwire.server.tokens;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The file {@code tokens} of a data directory. A reader sees the old content or the new; of several
 * editors at once, in this process or others, none loses what another did.
 */
public final class TokenFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final long PATIENCE_MS = 10_000;
  private static final long BETWEEN_TRIES_MS = 5;
  private static final Set<PosixFilePermission> NEW_MODE =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;

  public TokenFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * Reads it; one that is not there is empty.
   *
   * @throws IOException names the file, the damaged line's number and what is wrong with it, or the
   *     file's mode if others may write it
   */
  public TokenDocument read() throws IOException {
    try {
      byte[] bytes = SecretFiles.readGuarded(path, MOST_BYTES);
      return TokenDocument.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException e) {
      return TokenDocument.empty();
    } catch (CharacterCodingException e) {
      throw new IOException(path + " is not UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ":" + e.getMessage(), e);
    }
  }

  /**
   * Reads, edits and replaces it, while no other editor does. What the edit throws comes out, and
   * the file is as before.
   *
   * @return what the file holds now
   * @throws IOException it cannot be read, see {@link #read}, or not be written
   */
  public TokenDocument edit(UnaryOperator<TokenDocument> edit) throws IOException {
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    try (FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      await(lock);
      TokenDocument edited = edit.apply(read());
      replace(edited.text());
      return edited;
    }
  }

  /** An edit takes milliseconds; who holds the lock for long hangs, and is not waited for. */
  private void await(FileChannel channel) throws IOException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    try {
      while (!tryLock(channel)) {
        if (System.nanoTime() > deadlineNanos) {
          throw new IOException(path + " is being edited by another command, which does not end");
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + path, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null; // let go when the channel is closed
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  private void replace(String text) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path; // a symbolic link stays one
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("no directory to write " + path + " into");
    }
    Path draft = Files.createTempFile(directory, target.getFileName() + ".", ".new");
    try {
      Files.setPosixFilePermissions(
          draft, Files.exists(target) ? Files.getPosixFilePermissions(target) : NEW_MODE);
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true); // a revocation that was told is not to come back with the power
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
