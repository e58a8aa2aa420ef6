package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are there whole after a crash, or not at all. */
final class DurableFiles {
  private DurableFiles() {}

  /** Puts a file in the place of the one there is, if any; durable when this returns. */
  static void replace(Path directory, String name, String content) throws IOException {
    Path unfinished = directory.resolve(name + ".new");
    Files.writeString(unfinished, content);
    sync(unfinished);
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
  }

  /** A file's content, or a directory's entries. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
