package dev.muxwire.server.connection;

import dev.muxwire.server.wire.Compressor;
import dev.muxwire.server.workspace.PackedPart;
import dev.muxwire.server.workspace.StateScanPart;
import dev.muxwire.wire.Deflate;

/**
 * Packs parts of state as a peer unpacks them.
 *
 * @param continues each part may refer to those before it, until one is consistent
 */
record PartPacker(Compressor compressor, boolean continues) implements PackedPart.Packer {
  private static final byte[] NOTHING = {};

  @Override
  public Object form() {
    return continues ? this : compressor.form();
  }

  @Override
  public byte[] pack(StateScanPart part, byte[] before) {
    return compressor.compress(part.body(), part.seams(), before);
  }

  @Override
  public byte[] window(StateScanPart part, byte[] before) {
    return continues && !part.consistent() ? Deflate.window(before, part.body()) : NOTHING;
  }
}
