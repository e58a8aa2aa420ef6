package dev.muxwire.server.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a file when it is written, replaced, or given another mode.
 *
 * @param fileKey device and inode
 * @param mode as {@code rw-------}
 */
record FileStamp(FileTime modified, long bytes, @Nullable Object fileKey, String mode) {
  private static final FileStamp NONE = new FileStamp(FileTime.fromMillis(0), -1, null, "none");
  private static final FileStamp HIDDEN = new FileStamp(FileTime.fromMillis(0), -1, null, "hidden");

  /** The stamp of a file as it is now; one that is not there, or hidden from us, has its own. */
  static FileStamp of(Path file) {
    try {
      PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class);
      return new FileStamp(
          now.lastModifiedTime(),
          now.size(),
          now.fileKey(),
          PosixFilePermissions.toString(now.permissions()));
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) {
      return HIDDEN;
    }
  }
}
