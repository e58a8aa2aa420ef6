package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.AppendRules;
import dev.muxwire.server.storage.rocksdb.StoredRecords.Opening;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** One opening of a log. All fields are the owner's, on its loop; callbacks come back there. */
final class RocksDbLog implements Log {
  private final RocksDbLogStore store;
  private final WriteTarget target;
  private final StoredRecords stored;
  private final PendingTail tail;
  private long start;
  private long end;
  private byte[] metadata;

  /** The latest erasure: until it is written, a read finds the record that it cuts uncut. */
  private long erasedBefore;

  private RecordCutter cutter = (record, from) -> record.payload();

  /** What the owner was told; writes are refused by the writer, in their turn. */
  private boolean failed;

  RocksDbLog(RocksDbLogStore store, WriteTarget target, StoredRecords stored, Opening opening) {
    this.store = store;
    this.target = target;
    this.stored = stored;
    this.start = opening.header().start();
    this.end = opening.header().end();
    this.metadata = opening.header().metadata();
    this.tail = new PendingTail(opening.header().nextSequence(), opening.endsWithMarker());
  }

  WriteTarget target() {
    return target;
  }

  @Override
  public long start() {
    return start;
  }

  @Override
  public long end() {
    return end;
  }

  @Override
  public byte[] metadata() {
    return metadata;
  }

  @Override
  public void append(List<LogRecord> records, Completion whenDurable) {
    if (failed) {
      submit(batch -> {}, 0, whenDurable, 0);
      return;
    }
    List<LogRecord> copy = List.copyOf(records);
    long newEnd = AppendRules.requireJoined(target.name, end, copy);
    long firstSequence = tail.nextSequence();
    long payloadBytes = 0;
    for (LogRecord record : copy) {
      payloadBytes += record.payload().length;
    }
    tail.add(copy);
    end = newEnd;
    submit(batch -> putRecords(batch, firstSequence, copy), payloadBytes, whenDurable, copy.size());
  }

  @Override
  public void read(long from, int maxBytes, ReadCompletion whenRead) {
    long position = Math.max(from, start);
    ReaderPool.Request request =
        new ReaderPool.Request(position, maxBytes, erasedBefore, cutter, whenRead);
    if (store.isClosed()) {
      LogFailure closed = Failures.closed(target.name, "the store was closed");
      ReaderPool.deliver(target, request, List.of(), closed);
    } else if (tail.holdsAllFrom(position, end)) {
      ReaderPool.deliver(target, request, tail.readFrom(position, maxBytes), null);
    } else {
      store
          .readers()
          .read(target, stored, request, tail.firstRecords(maxBytes), tail.firstSequence());
    }
  }

  @Override
  public void trim(long before) {
    long newStart = Math.min(before, end);
    if (newStart <= start) {
      return;
    }
    start = newStart;
    boolean emptied = start == end;
    LogHeader header = header();
    submit(
        batch -> {
          putHeader(batch, header);
          target.physicalTrim.trimmed(header.start(), emptied);
        },
        0,
        Completion.NONE,
        0);
  }

  @Override
  public void erase(long before, RecordCutter cutter, Completion whenErased) {
    start = Math.max(start, Math.min(before, end));
    long from = start;
    this.erasedBefore = from;
    this.cutter = cutter;
    LogHeader header = header();
    PendingTail.Cut inTail = tail.erase(from, cutter);
    submit(
        batch -> {
          // What is not in the tail is in the database by now: this runs where batches are written.
          PendingTail.Cut cut = inTail != null ? inTail : stored.cut(from, cutter);
          putHeader(batch, header);
          batch.deleteRange(
              Keys.beforeRecordsAt(target.number, 0), Keys.beforeRecordsAt(target.number, from));
          if (cut != null) {
            putRecords(batch, cut.sequence(), List.of(cut.rest()));
          }
        },
        0,
        failure -> {
          if (failure == null) {
            store.eraser().erase(target, from, whenErased);
          } else {
            whenErased.completed(failure);
          }
        },
        0);
  }

  @Override
  public void putMetadata(byte[] newMetadata, Completion whenDurable) {
    AppendRules.requireSmall(target.name, newMetadata);
    metadata = newMetadata.clone();
    LogHeader header = header();
    submit(batch -> putHeader(batch, header), newMetadata.length, whenDurable, 0);
  }

  private LogHeader header() {
    return new LogHeader(start, end, tail.nextSequence(), metadata);
  }

  private void submit(Write.Part part, long payloadBytes, Completion whenDurable, int records) {
    boolean somebodyWaits = whenDurable != Completion.NONE;
    boolean needsCallback = somebodyWaits || records > 0;
    Write.WhenWritten whenWritten =
        needsCallback ? failure -> written(records, whenDurable, failure) : Write.WhenWritten.NONE;
    store.committer().submit(Write.of(target, part, payloadBytes, somebodyWaits, whenWritten));
  }

  private void written(int records, Completion whenDurable, @Nullable LogFailure failure) {
    if (failure == null) {
      tail.written(records);
    } else if (!failed) {
      failed = true;
      end = tail.abandon(end);
      start = Math.min(start, end);
    }
    whenDurable.completed(failure);
  }

  private void putRecords(WriteBatch batch, long firstSequence, List<LogRecord> records)
      throws RocksDBException {
    long sequence = firstSequence;
    for (LogRecord record : records) {
      batch.put(Keys.record(target.number, record.from(), sequence, record.to()), record.payload());
      sequence++;
    }
  }

  private void putHeader(WriteBatch batch, LogHeader header) throws RocksDBException {
    batch.put(Keys.header(target.number), header.encode());
  }
}
