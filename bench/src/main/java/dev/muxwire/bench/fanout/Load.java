package dev.muxwire.bench.fanout;

import java.util.List;

/**
 * What is printed, and how much of it.
 *
 * @param bytes all of it
 * @param writes that it comes in
 * @param command that tells a producer to print it
 */
record Load(Kind kind, long bytes, int writes, List<Object> command) {
  static final int SMALL_BYTES = 16 << 10;
  static final int LARGE_BYTES = 64 << 10;

  /** What is printed. */
  enum Kind {
    PIECES_16_KIB("16 KiB", ""),
    PIECES_64_KIB("64 KiB", "_64_kib"),
    SMALL_WRITES("small writes", "_small_writes"),
    TEXT("64 KiB of text", "");

    private final String title;
    private final String suffix;

    Kind(String title, String suffix) {
      this.title = title;
      this.suffix = suffix;
    }

    /** Of a metric. */
    String title() {
      return title;
    }

    /** Of a ratio's name: the one that is asked for most has none. */
    String suffix() {
      return suffix;
    }
  }

  /** About so many bytes in all, or bursts of small writes. */
  static Load of(Kind kind, double bytes, double bursts) {
    return switch (kind) {
      case PIECES_16_KIB -> pieces(kind, "fan", bytes, SMALL_BYTES);
      case PIECES_64_KIB -> pieces(kind, "fan", bytes, LARGE_BYTES);
      case TEXT -> pieces(kind, "text", bytes, LARGE_BYTES);
      case SMALL_WRITES -> bursts(kind, (int) Math.max(1, bursts));
    };
  }

  private static Load pieces(Kind kind, String command, double bytes, int size) {
    int count = (int) Math.max(1, bytes / size);
    return new Load(kind, (long) count * size, count, List.of(command, count, size));
  }

  private static Load bursts(Kind kind, int count) {
    return new Load(
        kind, count * Bursts.bytes(), count * Bursts.writes().size(), List.of("write", count));
  }
}
