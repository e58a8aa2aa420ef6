package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import java.io.IOException;

/** One producer's bytes to many readers. */
interface FanoutSystem extends AutoCloseable {
  /** What of it is measured, with versions. */
  String version();

  /** Starts it with so many discarding readers. */
  void start(int readers) throws Exception;

  /** The process whose cost counts. */
  Meter server();

  /** The process with the readers; it knows {@code read}, see {@code Viewers}. */
  Child readers();

  /** Lets readers keep their connections alive, while others are measured. */
  default void tend() throws IOException {
    readers().ask("settle", 1);
  }

  /** The process that is told {@code fan COUNT SIZE} and {@code write BURSTS}. */
  Child producer();

  @Override
  void close() throws IOException;
}
