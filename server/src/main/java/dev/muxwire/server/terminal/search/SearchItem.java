package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.Gap;

/** What a search comes upon, in its order. */
public sealed interface SearchItem permits FoundLine, SearchItem.Missing {
  /** Bytes that are not to be had. */
  record Missing(Gap gap) implements SearchItem {}
}
