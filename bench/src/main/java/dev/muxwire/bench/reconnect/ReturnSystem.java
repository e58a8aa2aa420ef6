package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.wire.Dialect;
import java.io.IOException;

/** A client that has everything, loses its connection, and comes back. */
interface ReturnSystem extends AutoCloseable {
  /** What of it is measured, with versions. */
  String version();

  /** The process whose cost counts. */
  Meter server();

  /** Where its server listens. */
  int port() throws IOException;

  /** Begins to connect the client, through a port. */
  void connect(int port) throws IOException;

  /** Fields change while the client is away. */
  void change(long first, int count) throws IOException;

  /** Looks at what the client is told when it comes back now. */
  Dialect.Session watch() throws IOException;

  /** The payload of such a session when the client has everything. */
  long everything();

  /** Of a herd: a client that comes back with a cursor, and has everything at a payload of 1. */
  Dialect returning() throws IOException;

  @Override
  void close() throws IOException;
}
