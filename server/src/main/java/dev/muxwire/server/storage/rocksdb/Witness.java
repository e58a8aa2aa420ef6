package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, outside the database, how far the database was durable: {@code WITNESS}, a sequence
 * number (8 bytes, big-endian) and its CRC-32C (4 bytes). A database that comes back with a smaller
 * one has lost its tail, which it cannot know by itself: a log of writes that was cut looks like
 * one that was never longer.
 *
 * <p>It is written behind each sync and not synced itself: a crash may leave an older value, never
 * one that was not true. So it never raises a false alarm; after a power cut it may miss a loss of
 * the last seconds, after the kill of a process it misses nothing. Written by one thread at a time.
 */
final class Witness implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  private static final String FILE = "WITNESS";
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private boolean failed;

  private Witness(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens it for writing, making it if it is not there. */
  static Witness open(Path directory) throws IOException {
    return new Witness(
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** The sequence number that was durable; empty if nobody wrote one, or not whole. */
  static OptionalLong read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file) || Files.size(file) != BYTES) {
      return OptionalLong.empty();
    }
    ByteBuffer stored = ByteBuffer.wrap(Files.readAllBytes(file));
    long sequence = stored.getLong();
    return stored.getInt() == checksum(sequence) ? OptionalLong.of(sequence) : OptionalLong.empty();
  }

  /** Everything up to a sequence number is durable. */
  void durable(long sequence) {
    if (failed) {
      return;
    }
    buffer.clear().putLong(sequence).putInt(checksum(sequence)).flip();
    try {
      channel.write(buffer, 0);
    } catch (IOException e) {
      failed = true; // the older value that stays is still true
      LOG.warn("The witness of what is durable cannot be written; a loss may go unnoticed", e);
    }
  }

  private static int checksum(long sequence) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return (int) checksum.getValue();
  }

  @Override
  public void close() {
    try (channel) {
      channel.force(false);
    } catch (IOException e) {
      LOG.warn("The witness of what is durable could not be closed", e);
    }
  }
}
