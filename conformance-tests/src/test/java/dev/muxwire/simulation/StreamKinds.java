package dev.muxwire.simulation;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashSet;
import java.util.Set;

/** Knows which streams carry history, to tell the class of frames that several kinds share. */
final class StreamKinds {
  private final Set<Integer> scrollbacks = new HashSet<>();

  private final Set<Integer> publishes = new HashSet<>();

  void opens(ClientFrame frame) {
    if (frame.hasFetchScrollback() || frame.hasSearchScrollback()) {
      scrollbacks.add(frame.getStreamId());
    } else if (frame.hasPublish()) {
      publishes.add(frame.getStreamId());
    }
  }

  FrameClass classOf(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case SUBSCRIBED, STATE_PART -> FrameClass.STATE;
      case CHUNK ->
          publishes.contains(frame.getStreamId()) ? FrameClass.TERMINAL : FrameClass.STATE;
      case ATTACHED, SCREEN, OUTPUT, RESIZED, EXITED, HOST_INPUT -> FrameClass.TERMINAL;
      case SKIPPED, CLOSE_STREAM ->
          scrollbacks.contains(frame.getStreamId()) ? FrameClass.SCROLLBACK : FrameClass.TERMINAL;
      case SCROLLBACK_PAGE, SEARCH_MATCH, SEARCH_PROGRESS, SEARCH_DONE -> FrameClass.SCROLLBACK;
      default -> FrameClass.CONTROL;
    };
  }
}
