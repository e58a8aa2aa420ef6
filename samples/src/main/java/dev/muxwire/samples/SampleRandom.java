package dev.muxwire.samples;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Choices from a seed: the same seed makes the same choices on every machine. */
final class SampleRandom {
  private static final String ID_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

  private final SplittableRandom random;

  SampleRandom(long seed) {
    random = new SplittableRandom(seed);
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** An id of 21 characters, as short random ids are. */
  String shortId() {
    StringBuilder id = new StringBuilder(21);
    for (int i = 0; i < 21; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }

  /** An id of 36 characters in the shape of a UUID. */
  String longId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A number of at least 0 and less than 1. */
  double fraction() {
    return random.nextDouble();
  }

  <T> void shuffle(List<T> values) {
    for (int i = values.size() - 1; i > 0; i--) {
      Collections.swap(values, i, random.nextInt(i + 1));
    }
  }
}
