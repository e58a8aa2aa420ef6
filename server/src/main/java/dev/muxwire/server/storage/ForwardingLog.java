package dev.muxwire.server.storage;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import java.util.List;

/** Another log as it is, for those that change something about one. */
public abstract class ForwardingLog implements Log {
  protected final Log log;

  protected ForwardingLog(Log log) {
    this.log = log;
  }

  @Override
  public long start() {
    return log.start();
  }

  @Override
  public long end() {
    return log.end();
  }

  @Override
  public void append(List<LogRecord> records, Completion whenDurable) {
    log.append(records, whenDurable);
  }

  @Override
  public void read(long from, int maxBytes, ReadCompletion whenRead) {
    log.read(from, maxBytes, whenRead);
  }

  @Override
  public void trim(long before) {
    log.trim(before);
  }

  @Override
  public void erase(long before, RecordCutter cutter, Completion whenErased) {
    log.erase(before, cutter, whenErased);
  }

  @Override
  public byte[] metadata() {
    return log.metadata();
  }

  @Override
  public void putMetadata(byte[] metadata, Completion whenDurable) {
    log.putMetadata(metadata, whenDurable);
  }
}
