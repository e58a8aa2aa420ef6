package dev.muxwire.server.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The database's keys. All numbers are 8 bytes, big-endian and not negative, so that bytes sort as
 * numbers do.
 *
 * <pre>
 *   0x00                                      → the next free log number
 *   0x01 name                                 → log number
 *   0x02 log                                  → LogHeader
 *   0x03 log | from | sequence | to           → payload
 * </pre>
 *
 * <p>The sequence number keeps several markers at one position in order and is never reused within
 * a log. {@code to} stands in the key so that a seek knows what a record covers without its
 * payload.
 */
final class Keys {
  private static final byte NEXT_NUMBER = 0;
  private static final byte NAME = 1;
  private static final byte HEADER = 2;
  private static final byte RECORD = 3;
  private static final int RECORD_BYTES = 1 + 4 * Long.BYTES;
  private static final int FROM_OFFSET = 1 + Long.BYTES;

  private Keys() {}

  static byte[] nextNumber() {
    return new byte[] {NEXT_NUMBER};
  }

  static byte[] name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + bytes.length).put(NAME).put(bytes).array();
  }

  static byte[] firstName() {
    return new byte[] {NAME};
  }

  static byte[] afterNames() {
    return new byte[] {NAME + 1};
  }

  static String nameOf(byte[] key) {
    return new String(key, 1, key.length - 1, StandardCharsets.US_ASCII);
  }

  static byte[] header(long log) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(HEADER).putLong(log).array();
  }

  static byte[] record(long log, long from, long sequence, long to) {
    return ByteBuffer.allocate(RECORD_BYTES)
        .put(RECORD)
        .putLong(log)
        .putLong(from)
        .putLong(sequence)
        .putLong(to)
        .array();
  }

  /** Sorts before every record that starts at {@code from}, and after every one before it. */
  static byte[] beforeRecordsAt(long log, long from) {
    return record(log, from, 0, 0);
  }

  /** Sorts after every record of the log. */
  static byte[] afterRecords(long log) {
    return beforeRecordsAt(log + 1, 0);
  }

  static long from(byte[] recordKey) {
    return ByteBuffer.wrap(recordKey).getLong(FROM_OFFSET);
  }

  static long sequence(byte[] recordKey) {
    return ByteBuffer.wrap(recordKey).getLong(FROM_OFFSET + Long.BYTES);
  }

  static long to(byte[] recordKey) {
    return ByteBuffer.wrap(recordKey).getLong(FROM_OFFSET + 2 * Long.BYTES);
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long number(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }
}
