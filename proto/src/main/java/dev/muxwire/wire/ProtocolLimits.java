package dev.muxwire.wire;

/** The bounds of version 1 that both sides know without having negotiated anything. */
public final class ProtocolLimits {
  public static final int VERSION = 1;

  /** The packet that holds Hello. */
  public static final int HELLO_PACKET_BYTES = 8 * 1024;

  /** What a client may send before it knows the negotiated limit. */
  public static final int MIN_PACKET_BYTES = 4 * 1024;

  public static final int DEFAULT_PACKET_BYTES = 64 * 1024;
  public static final int MAX_PACKET_BYTES = 1024 * 1024;

  public static final int DEFAULT_MESSAGE_BYTES = 16 * 1024 * 1024;
  public static final long DEFAULT_CREDIT_BYTES = 256 * 1024;
  public static final int DEFAULT_STREAMS = 256;
  public static final int DEFAULT_REQUESTS = 256;

  public static final int ENTITY_BYTES = 1024 * 1024;
  public static final int ENTITY_ID_BYTES = 64;
  public static final int ATTRIBUTE_KEY_BYTES = 64;
  public static final int BATCH_OPERATIONS = 10_000;
  public static final int FOCUS_IDS = 256;

  /** The largest Subscribe: room for all focus ids and any sensible masks. */
  public static final int SUBSCRIBE_BYTES = 32 * 1024;

  public static final int INPUT_BYTES = 16 * 1024;
  public static final int PUBLISH_OUTPUT_BYTES = 32 * 1024;
  public static final int ERROR_MESSAGE_BYTES = 1024;

  public static final int PING_INTERVAL_MS = 15_000;
  public static final int SILENCE_MS = 45_000;
  public static final int HANDSHAKE_MS = 5_000;
  public static final int TRANSFER_IDLE_MS = 30_000;

  private ProtocolLimits() {}

  /** How a limit is told: what both sides take for granted anyway is left out. */
  public static int told(int limit, int usual) {
    return limit == usual ? 0 : limit;
  }

  /** How a limit is told: what both sides take for granted anyway is left out. */
  public static long told(long limit, long usual) {
    return limit == usual ? 0 : limit;
  }

  /**
   * The byte limit that every stream starts with: never less than four packets, so that no frame
   * can wait for ever.
   */
  public static long initialCreditBytes(int maxPacketBytes) {
    return Math.max(DEFAULT_CREDIT_BYTES, 4L * maxPacketBytes);
  }
}
