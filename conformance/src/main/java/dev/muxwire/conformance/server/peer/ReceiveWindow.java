package dev.muxwire.conformance.server.peer;

/** What one stream may still be sent, and when to raise it: half a window at a time. */
final class ReceiveWindow {
  static final long DEFAULT_BYTES = 256 << 10;

  private final long windowBytes;
  private long limitBytes;
  private long usedBytes;

  ReceiveWindow(long windowBytes) {
    this.windowBytes = windowBytes;
    this.limitBytes = windowBytes;
  }

  /** Counts what came; the new limit to tell, or 0 if none is due. */
  long consumed(long bytes) {
    usedBytes += bytes;
    if (limitBytes - usedBytes > windowBytes / 2) {
      return 0;
    }
    limitBytes = usedBytes + windowBytes;
    return limitBytes;
  }
}
