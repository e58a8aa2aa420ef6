package dev.muxwire.wire;

import dev.muxwire.proto.v1.Compression;

/** One way to pack bodies. Safe for use by several threads. */
public interface BodyCompressor {
  /** How a receiver is told. */
  Compression compression();

  /** Packs all of it; the same bytes every time. */
  byte[] compress(byte[] body);
}
