package dev.muxwire.client;

/** What to look for in a terminal's output, and where. Immutable. */
public final class SearchOptions {
  private static final long DEFAULT_LINES = 100;

  private final String pattern;
  private final boolean literal;
  private final boolean ignoreCase;
  private final boolean newestFirst;
  private final long from;
  private final long to;
  private final long maxLines;

  private SearchOptions(Builder builder) {
    this.pattern = builder.pattern;
    this.literal = builder.literal;
    this.ignoreCase = builder.ignoreCase;
    this.newestFirst = builder.newestFirst;
    this.from = builder.from;
    this.to = builder.to;
    this.maxLines = builder.maxLines;
  }

  /**
   * Begins with the oldest line first, of all that is retained, and 100 lines.
   *
   * @param pattern a regular expression of RE2 (no back-references, no looking around), 1 byte to 1
   *     KiB in UTF-8; matches within a line
   */
  public static Builder builder(String pattern) {
    return new Builder(pattern);
  }

  public String pattern() {
    return pattern;
  }

  /** True: the pattern is text that stands for itself. */
  public boolean literal() {
    return literal;
  }

  public boolean ignoreCase() {
    return ignoreCase;
  }

  /** True: from the newest line to the oldest. */
  public boolean newestFirst() {
    return newestFirst;
  }

  /** Where the search begins; 0 with {@link #newestFirst} = the end. */
  public long from() {
    return from;
  }

  /** Where it ends; 0 = all there is. */
  public long to() {
    return to;
  }

  /** Lines that are found before it ends. */
  public long maxLines() {
    return maxLines;
  }

  /** Collects options. */
  public static final class Builder {
    private final String pattern;
    private boolean literal;
    private boolean ignoreCase;
    private boolean newestFirst;
    private long from;
    private long to;
    private long maxLines = DEFAULT_LINES;

    private Builder(String pattern) {
      this.pattern = pattern;
    }

    /** Takes the pattern for text that stands for itself. */
    public Builder literal(boolean value) {
      literal = value;
      return this;
    }

    /** Takes upper and lower case for the same. */
    public Builder ignoreCase(boolean value) {
      ignoreCase = value;
      return this;
    }

    /** Searches from the newest line to the oldest. */
    public Builder newestFirst(boolean value) {
      newestFirst = value;
      return this;
    }

    /** Where to begin, an offset; with newestFirst the one after the last byte, and 0 the end. */
    public Builder from(long offset) {
      from = atLeast(0, offset);
      return this;
    }

    /** Where to end: the offset after the last byte, with newestFirst the first; 0 = all. */
    public Builder to(long offset) {
      to = atLeast(0, offset);
      return this;
    }

    /** Ends after so many lines; Long.MAX_VALUE for all. */
    public Builder maxLines(long lines) {
      maxLines = atLeast(1, lines);
      return this;
    }

    private static long atLeast(long least, long value) {
      if (value < least) {
        throw new IllegalArgumentException(value + " is less than " + least);
      }
      return value;
    }

    public SearchOptions build() {
      return new SearchOptions(this);
    }
  }
}
