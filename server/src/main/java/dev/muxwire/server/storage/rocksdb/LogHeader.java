package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.storage.rocksdb.StoredRecords.DamagedLogException;
import java.nio.ByteBuffer;

/**
 * What is kept of a log beside its records; written by trims and metadata, not by appends. {@code
 * end} and {@code nextSequence} were true at that time: records that follow tell more, and where a
 * trim left none, these are all there is.
 */
record LogHeader(long start, long end, long nextSequence, byte[] metadata) {
  private static final int NUMBERS_BYTES = 3 * Long.BYTES;

  static final LogHeader EMPTY = new LogHeader(0, 0, 1, new byte[0]);

  byte[] encode() {
    return ByteBuffer.allocate(NUMBERS_BYTES + metadata.length)
        .putLong(start)
        .putLong(end)
        .putLong(nextSequence)
        .put(metadata)
        .array();
  }

  static LogHeader decode(byte[] value) throws DamagedLogException {
    if (value.length < NUMBERS_BYTES) {
      throw new DamagedLogException("its header is too short");
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    long start = buffer.getLong();
    long end = buffer.getLong();
    long nextSequence = buffer.getLong();
    byte[] metadata = new byte[buffer.remaining()];
    buffer.get(metadata);
    return new LogHeader(start, end, nextSequence, metadata);
  }
}
