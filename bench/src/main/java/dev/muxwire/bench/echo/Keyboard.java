package dev.muxwire.bench.echo;

import java.io.IOException;

/** A terminal of a system, as who types on it has it. One thread types, another one reads. */
interface Keyboard extends AutoCloseable {
  /** The only key. */
  char KEY = 'x';

  /** Sends one key, and returns as soon as the kernel has it. */
  void type() throws IOException;

  /**
   * Waits until something arrives.
   *
   * @return bytes that the program printed; 0 for anything else
   */
  int read() throws IOException;

  @Override
  void close() throws IOException;
}
