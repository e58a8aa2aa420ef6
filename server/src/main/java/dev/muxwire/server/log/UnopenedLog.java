package dev.muxwire.server.log;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Stands for a log that could not be opened: it holds nothing, and whatever it is asked fails for
 * that reason. So its owner has one way of hearing of trouble.
 */
public final class UnopenedLog implements Log {
  private final Executor callbacks;
  private final LogFailure failure;

  /**
   * @param callbacks where completions run
   */
  public UnopenedLog(Executor callbacks, LogStoreException why) {
    this.callbacks = callbacks;
    this.failure = why.asFailure();
  }

  @Override
  public long start() {
    return 0;
  }

  @Override
  public long end() {
    return 0;
  }

  @Override
  public void append(List<LogRecord> records, Completion whenDurable) {
    callbacks.execute(() -> whenDurable.completed(failure));
  }

  @Override
  public void read(long from, int maxBytes, ReadCompletion whenRead) {
    callbacks.execute(() -> whenRead.completed(List.of(), failure));
  }

  @Override
  public void trim(long before) {}

  @Override
  public void erase(long before, RecordCutter cutter, Completion whenErased) {
    callbacks.execute(() -> whenErased.completed(failure));
  }

  @Override
  public byte[] metadata() {
    return new byte[0];
  }

  @Override
  public void putMetadata(byte[] metadata, Completion whenDurable) {
    callbacks.execute(() -> whenDurable.completed(failure));
  }
}
