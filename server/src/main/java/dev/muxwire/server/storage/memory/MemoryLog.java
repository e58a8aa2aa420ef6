package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.AppendRules;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One opening of a log of a {@link MemoryLogStore}, which does the work under its own lock. */
final class MemoryLog implements Log {
  private final MemoryLogStore store;
  private final String name;
  private final Executor callbacks;

  /** How a write of this opening failed: what waits behind it fails too. Guarded by the store. */
  private @Nullable LogFailure failure;

  /** Why nothing more is taken; what waits already is still written. Guarded by the store. */
  private @Nullable LogFailure shutOut;

  MemoryLog(MemoryLogStore store, String name, Executor callbacks) {
    this.store = store;
    this.name = name;
    this.callbacks = callbacks;
  }

  String name() {
    return name;
  }

  Executor callbacks() {
    return callbacks;
  }

  @Nullable LogFailure failure() {
    return failure;
  }

  @Nullable LogFailure shutOut() {
    return shutOut;
  }

  /** The first reason stays. */
  void fail(LogFailure reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  void shutOut(String why) {
    shutOut = new LogFailure(LogFailure.Kind.CLOSED, "log " + name + ": " + why);
  }

  @Override
  public long start() {
    return store.contents(name).start();
  }

  @Override
  public long end() {
    return store.contents(name).end();
  }

  @Override
  public byte[] metadata() {
    return store.contents(name).metadata();
  }

  @Override
  public void append(List<LogRecord> records, Completion whenDurable) {
    List<LogRecord> copy = List.copyOf(records);
    store.append(this, copy, whenDurable);
  }

  @Override
  public void read(long from, int maxBytes, ReadCompletion whenRead) {
    store.read(this, from, maxBytes, whenRead);
  }

  @Override
  public void trim(long before) {
    store.write(this, logs -> MemoryLogStore.require(logs, name).trim(before), Completion.NONE);
  }

  @Override
  public void erase(long before, RecordCutter cutter, Completion whenErased) {
    store.write(this, logs -> MemoryLogStore.require(logs, name).erase(before, cutter), whenErased);
  }

  @Override
  public void putMetadata(byte[] metadata, Completion whenDurable) {
    AppendRules.requireSmall(name, metadata);
    byte[] copy = metadata.clone();
    store.write(this, logs -> MemoryLogStore.require(logs, name).putMetadata(copy), whenDurable);
  }
}
