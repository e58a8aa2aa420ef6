package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Child;
import java.io.IOException;

/** A system with a terminal that echoes. */
interface EchoSystem extends AutoCloseable {
  /** What of it is measured, with versions. */
  String version();

  /** Connects somebody who types, under a name, on a terminal of their own. */
  void connect(Child typists, String name) throws IOException;

  @Override
  void close() throws IOException;
}
