package dev.muxwire.server.connection;

import dev.muxwire.server.wire.Compressor;
import dev.muxwire.server.workspace.PackedPart;
import dev.muxwire.server.workspace.StateReader;
import dev.muxwire.server.workspace.StateScanPart;
import dev.muxwire.wire.Deflate;

/** Packs the parts of one state stream, in order. Belongs to the connection's loop. */
final class PartPacker {
  private static final byte[] NOTHING = {};

  private final StateReader reader;
  private final Compressor compressor;
  private final boolean continues;

  /** The end of what was sent packed, which the next part may refer to. */
  private byte[] window = NOTHING;

  /** The packed part that was sent last; 0 = the next part refers to none. */
  private long latest;

  /**
   * @param continues each part may refer to those before it, until one is consistent
   */
  PartPacker(StateReader reader, Compressor compressor, boolean continues) {
    this.reader = reader;
    this.compressor = compressor;
    this.continues = continues;
  }

  /** The part as it would travel packed now. */
  PackedPart pack(StateScanPart part) {
    byte[] before = window;
    return reader.pack(
        part,
        compressor.form(),
        latest,
        () -> compressor.compress(part.body().bytes(), seams(part), before));
  }

  /** To a peer that knows no tables a part is all of one sort. */
  private int[] seams(StateScanPart part) {
    return continues ? part.body().seams() : new int[0];
  }

  /** It was sent so. What is in focus differs from reader to reader: no other part refers to it. */
  void sent(StateScanPart part, PackedPart packed) {
    if (continues && !part.focus()) {
      window = Deflate.window(window, part.body().bytes());
      latest = packed.number();
    }
  }

  /** The next part begins anew. */
  void beginAnew() {
    window = NOTHING;
    latest = 0;
  }
}
