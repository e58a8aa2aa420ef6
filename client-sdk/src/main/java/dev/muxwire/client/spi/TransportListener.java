package dev.muxwire.client.spi;

/**
 * Told what happens to one connection: {@code opened? packet* closed}, one call at a time, each
 * after what the one before did. Implementations return quickly.
 */
public interface TransportListener {
  /** The close code for "the connection broke without a close handshake". */
  int ABNORMAL = 1006;

  /** The close code for "not authenticated", also for an upgrade refused with HTTP 401. */
  int UNAUTHENTICATED = 4401;

  /** The close code for "forbidden", also for an upgrade refused with HTTP 403. */
  int FORBIDDEN = 4403;

  /** The upgrade was accepted. */
  void opened();

  /** One whole binary message, as asked for by {@link TransportConnection#requestOne}. */
  void packet(byte[] packet);

  /**
   * The last call, exactly once, also if the connection was never opened.
   *
   * @param code the peer's close code, or {@link #ABNORMAL}
   */
  void closed(int code, String reason);
}
