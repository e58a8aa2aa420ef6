package dev.muxwire.wire;

import java.util.List;
import java.util.Set;

/** Names of optional features: what one side offers in Hello, the other in Welcome. */
public final class Features {
  /** {@code FetchScrollback.lines}. */
  public static final String SCROLLBACK_LINES = "scrollback-lines";

  /** {@code SearchScrollback}. */
  public static final String SEARCH = "search";

  /** Bodies in raw deflate. */
  public static final String DEFLATE = "deflate";

  /** Bodies in zstd, rather than deflate. */
  public static final String ZSTD = "zstd";

  /** {@code StatePart.table}, and with deflate {@code Compressed.continued}. */
  public static final String DENSE = "dense";

  /** All that this version knows, in the order in which they are told. */
  public static final List<String> ALL = List.of(SCROLLBACK_LINES, SEARCH, DEFLATE, ZSTD, DENSE);

  private Features() {}

  /** Those that a peer offers and we have too, whatever else it offers. */
  public static List<String> common(List<String> offered) {
    Set<String> theirs = Set.copyOf(offered);
    return ALL.stream().filter(theirs::contains).toList();
  }
}
