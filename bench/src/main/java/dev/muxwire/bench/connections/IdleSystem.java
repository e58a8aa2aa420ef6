package dev.muxwire.bench.connections;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import java.io.IOException;

/** A server, and the process with its idle clients. */
interface IdleSystem extends AutoCloseable {
  /** What of it is measured, with versions. */
  String version();

  /** The process whose cost counts. */
  Meter server();

  /** Connects so many more. */
  void add(int count) throws IOException;

  /** The process with the clients; it knows {@code settle}, see {@code Viewers}. */
  Child clients();

  @Override
  void close() throws IOException;
}
