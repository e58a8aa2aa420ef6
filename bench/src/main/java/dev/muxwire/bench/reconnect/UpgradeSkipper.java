package dev.muxwire.bench.reconnect;

/** Finds the end of an HTTP message without a body, and counts what is behind it. */
final class UpgradeSkipper {
  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private int matched;
  private long bytes;

  /** Takes what comes next; returns where in it the bytes begin that are behind the upgrade. */
  int skip(byte[] next, int count) {
    int at = 0;
    while (at < count && matched < END.length) {
      byte read = next[at++];
      matched = read == END[matched] ? matched + 1 : read == END[0] ? 1 : 0;
    }
    bytes += count - at;
    return at;
  }

  /** Behind the upgrade, so far. */
  long bytes() {
    return bytes;
  }
}
