package dev.muxwire.conformance.client.peer;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;

/** What frames cost against credit. */
public final class CreditBook {
  private CreditBook() {}

  /** The cost of a server's frame in bytes; 0: it costs nothing. */
  public static long cost(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case STATE_PART -> frame.getStatePart().getSerializedSize();
      case SCREEN -> frame.getScreen().getSerializedSize();
      case OUTPUT -> frame.getOutput().getSerializedSize();
      case SCROLLBACK_PAGE -> frame.getScrollbackPage().getSerializedSize();
      case SEARCH_MATCH -> frame.getSearchMatch().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  /** The cost of a viewer's frame in bytes. */
  static long cost(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case INPUT -> frame.getInput().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }
}
