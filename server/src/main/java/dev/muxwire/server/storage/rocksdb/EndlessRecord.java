package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * A record at which RocksDB's reader stands still for ever, at full speed, before it compares any
 * checksum: of a type for files that are used again, in a file that did not begin with such a one.
 * RocksDB 11.8 takes it for a bad record and does not step over it. One bit makes one: 1, a whole
 * record, becomes 5. This store's files are never used again, so it is always damage.
 *
 * <p>Logs of writes and manifests alike are blocks of 32 KiB, and a record lies in one block:
 *
 * <pre>
 *   +--------------+------------+----------+- - - - -+
 *   | checksum (4) | length (2) | type (1) | payload
 *   +--------------+------------+----------+- - - - -+   numbers with the low byte first
 * </pre>
 *
 * <p>Behind a record whose length or checksum is wrong the reader goes on with the next block; so
 * whoever follows the lengths alone meets all records that the reader does.
 *
 * @param file the log of writes, or the manifest
 * @param offset of the record in it
 * @param type as it stands there
 */
record EndlessRecord(Path file, long offset, byte type) {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;

  /** Four kinds of fragments, sizes of timestamps, and what is known of the file before. */
  private static final Set<Byte> ENDLESS =
      Set.of((byte) 5, (byte) 6, (byte) 7, (byte) 8, (byte) 11, (byte) 131);

  /** No record's type: its checksum tells, and so the reader steps over it. */
  private static final byte BAD = (byte) 0xFF;

  /** Those of the log of writes of a database, oldest file first. */
  static List<EndlessRecord> ofLogs(Path database) throws IOException {
    List<EndlessRecord> found = new ArrayList<>();
    for (Path file : StoreDirectory.logsOfWrites(database)) {
      find(file, found);
    }
    return found;
  }

  /** Those of the manifest that a database names as its own. */
  static List<EndlessRecord> ofManifest(Path database) throws IOException {
    List<EndlessRecord> found = new ArrayList<>();
    Path current = database.resolve("CURRENT");
    if (Files.exists(current)) {
      String name = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
      Path manifest = database.resolve(name);
      if (name.startsWith("MANIFEST-") && Files.exists(manifest)) {
        find(manifest, found);
      }
    }
    return found;
  }

  private static void find(Path file, List<EndlessRecord> found) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long start = 0; read(channel, block); start += BLOCK_BYTES) {
        for (int at = 0; at + HEADER_BYTES <= block.limit(); at = next(block, at)) {
          byte type = block.get(at + TYPE_AT);
          if (ENDLESS.contains(type)) {
            if (start + at == 0) {
              return; // RocksDB takes the file for one that is used again, and stops behind it
            }
            found.add(new EndlessRecord(file, start + at, type));
          }
        }
      }
    }
  }

  private static boolean read(FileChannel channel, ByteBuffer block) throws IOException {
    block.clear();
    while (block.hasRemaining() && channel.read(block) >= 0) {
      // A read may bring less than there is.
    }
    block.flip();
    return block.hasRemaining();
  }

  private static int next(ByteBuffer block, int at) {
    return at + HEADER_BYTES + Short.toUnsignedInt(block.getShort(at + LENGTH_AT));
  }

  /** What RocksDB would say of a record that it can tell to be damaged. */
  RocksDBException damage() {
    String message =
        file + ": the record at byte " + offset + " has the wrong type " + (type & 0xFF);
    return new RocksDBException(
        message, new Status(Status.Code.Corruption, Status.SubCode.None, message));
  }

  /** Makes damage of it that RocksDB can tell: it is no worse than before. */
  void disarmIn(Path copy) throws IOException {
    put(copy, BAD);
  }

  void disarm() throws IOException {
    put(file, BAD);
  }

  /** As it was found. */
  void restore() throws IOException {
    put(file, type);
  }

  private void put(Path target, byte value) throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {value}), offset + TYPE_AT);
      channel.force(false);
    }
  }
}
