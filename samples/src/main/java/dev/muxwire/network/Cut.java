package dev.muxwire.network;

/**
 * The end of a connection at a byte of one of its directions. Both directions end with it.
 *
 * @param atByte how many bytes of the direction are let through, from the connection's start; a
 *     number that has passed already means now
 * @param ending how both ends learn of it
 */
public record Cut(long atByte, Ending ending) {
  public Cut {
    if (atByte < 0) {
      throw new IllegalArgumentException("a cut at byte " + atByte);
    }
  }

  /** How a connection ends. */
  public enum Ending {
    /**
     * In good order (FIN): the receiver gets exactly the bytes before it. What either end still
     * sends is dropped, until it closes as well.
     */
    FIN,
    /**
     * At once (RST): the receiver gets the bytes before it that its window has room for, as with
     * any reset, so all of them if it reads as they come.
     */
    RESET
  }
}
