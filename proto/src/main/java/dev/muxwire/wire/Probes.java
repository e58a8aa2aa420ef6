package dev.muxwire.wire;

import java.util.Arrays;

/**
 * Pings that are not answered yet, the oldest first: two numbers for each, since a stalled
 * connection keeps them. Their nonces are 1, 2, 3 and so on. One owner.
 */
final class Probes {
  /** A power of two, as ever after. */
  private static final int START_CAPACITY = 2;

  private long[] positions = new long[START_CAPACITY];
  private long[] sentAtUs = new long[START_CAPACITY];
  private long lastNonce;
  private int size;

  int size() {
    return size;
  }

  /** Of the latest; 0 before the first. */
  long lastNonce() {
    return lastNonce;
  }

  /**
   * A ping leaves.
   *
   * @param position what was sent before it
   * @return its nonce
   */
  long add(long position, long sentAtUs) {
    if (size == positions.length) {
      grow();
    }
    lastNonce++;
    size++;
    positions[at(lastNonce)] = position;
    this.sentAtUs[at(lastNonce)] = sentAtUs;
    return lastNonce;
  }

  private void grow() {
    long[] oldPositions = positions;
    long[] oldSentAtUs = sentAtUs;
    positions = Arrays.copyOf(oldPositions, 2 * size);
    sentAtUs = Arrays.copyOf(oldSentAtUs, 2 * size);
    for (long nonce = lastNonce - size + 1; nonce <= lastNonce; nonce++) {
      int old = (int) (nonce & (oldSentAtUs.length - 1));
      positions[at(nonce)] = oldPositions[old];
      sentAtUs[at(nonce)] = oldSentAtUs[old];
    }
  }

  /** Is an answer to it awaited? */
  boolean awaits(long nonce) {
    return nonce > lastNonce - size && nonce <= lastNonce;
  }

  /** What was sent before one that is awaited. */
  long position(long nonce) {
    return positions[at(nonce)];
  }

  /** When one left that is awaited. */
  long sentAtUs(long nonce) {
    return sentAtUs[at(nonce)];
  }

  /** One that is awaited is answered, and with it all before it. */
  void remove(long nonce) {
    size = (int) (lastNonce - nonce);
  }

  private int at(long nonce) {
    return (int) (nonce & (positions.length - 1));
  }
}
