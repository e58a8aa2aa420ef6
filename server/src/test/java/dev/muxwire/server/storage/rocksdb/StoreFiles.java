package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store's files, to copy and to harm. */
final class StoreFiles {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;

  private StoreFiles() {}

  /** Copies a directory with what is in it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** RocksDB's files of one kind, oldest first. */
  static List<Path> of(Path store, String ending) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  static Path last(Path store, String ending) throws IOException {
    List<Path> files = of(store, ending);
    return files.get(files.size() - 1);
  }

  static void cut(Path file, long bytes) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) bytes));
  }

  static void flip(Path file, long bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    Files.write(file, bytes);
  }

  /** Where the last record of a log of writes begins. */
  static int lastRecord(Path log) throws IOException {
    List<Integer> records = records(log);
    return records.get(records.size() - 1);
  }

  /** Where the records of a log of writes, or of a manifest, begin. */
  static List<Integer> records(Path log) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> records = new ArrayList<>();
    int position = 0;
    while (position < bytes.limit()) {
      int left = BLOCK_BYTES - position % BLOCK_BYTES;
      if (left < HEADER_BYTES) {
        position += left;
        continue;
      }
      records.add(position);
      position += HEADER_BYTES + (bytes.getShort(position + 4) & 0xffff);
    }
    return records;
  }

  /** Every file's content by its name, to see that nothing changed. */
  static Map<String, Integer> fingerprint(Path directory) throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }
}
