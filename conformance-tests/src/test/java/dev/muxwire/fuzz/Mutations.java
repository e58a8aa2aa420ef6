package dev.muxwire.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes of bytes that know nothing of what the bytes mean. */
final class Mutations {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_NOISE_BYTES = 512;
  private static final int MAX_REPEATS = 5_000;
  private static final byte[] EDGES = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF, 0x20, 0x1B, '"', '{'};

  private Mutations() {}

  /** Bytes without any rule. */
  static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(MAX_NOISE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** One to eight changes of an input; others are there to be spliced with. */
  static byte[] mutate(byte[] input, List<byte[]> others, SplittableRandom random) {
    byte[] mutated = input;
    int changes = 1 + random.nextInt(1 + random.nextInt(8));
    for (int i = 0; i < changes; i++) {
      mutated = changed(mutated, others, random);
    }
    return mutated.length > MAX_BYTES ? Arrays.copyOf(mutated, MAX_BYTES) : mutated;
  }

  private static byte[] changed(byte[] bytes, List<byte[]> others, SplittableRandom random) {
    if (bytes.length == 0) {
      return noise(random);
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(8)) {
      case 0 -> withByte(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
      case 1 -> withByte(bytes, at, EDGES[random.nextInt(EDGES.length)]);
      case 2 -> withByte(bytes, at, (byte) (bytes[at] + random.nextInt(-3, 4))); // lengths too
      case 3 -> Arrays.copyOf(bytes, at);
      case 4 -> without(bytes, at, 1 + random.nextInt(Math.min(64, bytes.length - at)));
      case 5 -> repeated(bytes, at, random);
      case 6 -> spliced(bytes, at, others.get(random.nextInt(others.size())), random);
      default -> inserted(bytes, at, noise(random));
    };
  }

  private static byte[] withByte(byte[] bytes, int at, byte value) {
    byte[] copy = bytes.clone();
    copy[at] = value;
    return copy;
  }

  private static byte[] without(byte[] bytes, int from, int count) {
    return joined(
        Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, from + count, bytes.length));
  }

  /** A stretch many times over. */
  private static byte[] repeated(byte[] bytes, int at, SplittableRandom random) {
    int length = 1 + random.nextInt(Math.min(1 + random.nextInt(64), bytes.length - at));
    byte[] stretch = Arrays.copyOfRange(bytes, at, at + length);
    int times = 1 + random.nextInt(1 + random.nextInt(MAX_REPEATS));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < times && many.size() < MAX_BYTES; i++) {
      many.writeBytes(stretch);
    }
    return inserted(bytes, at, many.toByteArray());
  }

  private static byte[] spliced(byte[] bytes, int at, byte[] other, SplittableRandom random) {
    int from = random.nextInt(other.length + 1);
    return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
  }

  private static byte[] inserted(byte[] bytes, int at, byte[] more) {
    return joined(
        joined(Arrays.copyOf(bytes, at), more), Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
