package dev.muxwire.server.backup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups in two directories at once, while one is about to take the other's place: whatever cuts
 * that short, they are in the one that is there. No file of a backup is ever changed, so both may
 * have the same.
 */
final class BackupLinks {
  private static final Logger LOG = LoggerFactory.getLogger(BackupLinks.class);

  private BackupLinks() {}

  /** Gives what is in a backup directory second names in another, which is not there yet. */
  static void link(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    PrivateFiles.makeDirectory(to);
    for (Path path : all) {
      Path second = to.resolve(from.relativize(path));
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.makeDirectory(second);
      } else if (!path.equals(from.resolve(DirectoryLock.FILE))) {
        linkFile(path, second);
      }
    }
    for (Path path : all) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.syncNames(to.resolve(from.relativize(path)));
      }
    }
    syncParents(to);
  }

  private static void linkFile(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | FileSystemException e) {
      PrivateFiles.copy(from, to); // no links there, or not between these
    }
  }

  /** Up to the one that was there before. */
  private static void syncParents(Path made) throws IOException {
    Path parent = made.getParent();
    if (parent != null) {
      PrivateFiles.syncNames(parent);
    }
  }

  /** Removes names that are not needed any more; those that stay cost no space. */
  static void forget(Path directory) {
    try {
      PrivateFiles.deleteTree(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be removed; the same backups are in the new directory", directory, e);
    }
  }
}
