package dev.muxwire.network;

/** Says when how many bytes may pass. Time is handed in; not for several threads at once. */
final class TokenBucket {
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final int PIECES_A_SECOND = 100;
  private static final int BURST_PIECES = 5;
  private static final int LEAST_PIECE_BYTES = 256;
  static final int MOST_PIECE_BYTES = 16 << 10;

  private final long bytesPerSecond;
  private final int pieceBytes;
  private double tokens;
  private long filledNanos;

  TokenBucket(long bytesPerSecond, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.pieceBytes =
        (int)
            Math.max(
                LEAST_PIECE_BYTES, Math.min(MOST_PIECE_BYTES, bytesPerSecond / PIECES_A_SECOND));
    this.tokens = pieceBytes;
    this.filledNanos = nowNanos;
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** How many bytes to take at once: about 10 ms of the bandwidth. */
  int pieceBytes() {
    return pieceBytes;
  }

  /** How long until a piece may pass; zero or less for now. */
  long nanosUntilPiece(long nowNanos) {
    if (bytesPerSecond == Conditions.UNLIMITED) {
      return 0;
    }
    fill(nowNanos);
    return (long) Math.ceil((pieceBytes - tokens) * NANOS_A_SECOND / bytesPerSecond);
  }

  /** Takes what passed; at most a piece, so that it is never far below zero. */
  void spend(int bytes, long nowNanos) {
    if (bytesPerSecond != Conditions.UNLIMITED) {
      fill(nowNanos);
      tokens -= bytes;
    }
  }

  private void fill(long nowNanos) {
    double more = (double) (nowNanos - filledNanos) * bytesPerSecond / NANOS_A_SECOND;
    tokens = Math.min(burstBytes(), tokens + more);
    filledNanos = nowNanos;
  }

  /** What an idle link saves up, and what makes good for a thread that woke late. */
  private double burstBytes() {
    return Math.max(pieceBytes, (double) bytesPerSecond * BURST_PIECES / PIECES_A_SECOND);
  }
}
