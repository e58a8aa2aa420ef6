package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Frames come on streams that the client began, of the kind that it began, until they end. */
final class StreamLife extends Watcher {
  private final Map<Integer, Kind> begun = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();

  StreamLife() {
    super("watch/streams");
  }

  private enum Kind {
    STATE,
    TERMINAL,
    SCROLLBACK,
    SEARCH,
    HOST,
    PUBLISH,
    /** Opened in chunks, or by what opens none. */
    UNKNOWN
  }

  @Override
  public void sent(ClientFrame frame) {
    if (frame.getStreamId() != 0) {
      begun.putIfAbsent(frame.getStreamId(), opens(frame));
    }
  }

  private static Kind opens(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case SUBSCRIBE -> Kind.STATE;
      case ATTACH -> Kind.TERMINAL;
      case FETCH_SCROLLBACK -> Kind.SCROLLBACK;
      case SEARCH_SCROLLBACK -> Kind.SEARCH;
      case REGISTER_HOST -> Kind.HOST;
      case PUBLISH -> Kind.PUBLISH;
      default -> Kind.UNKNOWN;
    };
  }

  @Override
  public void frame(ServerFrame frame) {
    int stream = frame.getStreamId();
    if (stream == 0) {
      check(isOfTheConnection(frame), "STREAM-2", "on stream 0 came " + frame.getBodyCase());
      return;
    }
    Kind kind = begun.get(stream);
    check(
        kind != null,
        "STREAM-1",
        "a frame came on stream " + stream + ", which the client never began");
    check(
        !ended.contains(stream),
        "STREAM-2",
        frame.getBodyCase() + " came on stream " + stream + " after the server had ended it");
    if (frame.hasError() || frame.hasCloseStream()) {
      ended.add(stream);
    }
  }

  @Override
  public void message(ServerFrame message) {
    Kind kind = begun.get(message.getStreamId());
    if (message.getStreamId() != 0 && kind != null && kind != Kind.UNKNOWN) {
      check(
          isOf(kind, message),
          "STREAM-2",
          message.getBodyCase() + " came on a stream of kind " + kind);
    }
  }

  private static boolean isOfTheConnection(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case CREDIT, PAUSE, RESUME, CLOSE_STREAM -> false;
      case SUBSCRIBED, STATE_PART, ATTACHED, SCREEN, OUTPUT, SKIPPED, RESIZED -> false;
      case INPUT_ACK, EXITED, SCROLLBACK_PAGE, SEARCH_MATCH, SEARCH_PROGRESS, SEARCH_DONE -> false;
      case HOST_REGISTERED, OPEN, PUBLISHED, PUBLISH_ACK, HOST_INPUT, HOST_RESIZE, HOST_SIGNAL ->
          false;
      default -> true;
    };
  }

  private static boolean isOf(Kind kind, ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case CREDIT, PAUSE, RESUME, CHUNK, CHUNK_ABORT, CLOSE_STREAM, ERROR -> true;
      case SUBSCRIBED, STATE_PART -> kind == Kind.STATE;
      case ATTACHED, SCREEN, OUTPUT, INPUT_ACK -> kind == Kind.TERMINAL;
      case RESIZED, EXITED -> kind == Kind.TERMINAL || kind == Kind.SCROLLBACK;
      case SKIPPED -> kind == Kind.TERMINAL || kind == Kind.SCROLLBACK || kind == Kind.SEARCH;
      case SCROLLBACK_PAGE -> kind == Kind.SCROLLBACK;
      case SEARCH_MATCH, SEARCH_PROGRESS, SEARCH_DONE -> kind == Kind.SEARCH;
      case HOST_REGISTERED, OPEN -> kind == Kind.HOST;
      case PUBLISHED, PUBLISH_ACK, HOST_INPUT, HOST_RESIZE, HOST_SIGNAL -> kind == Kind.PUBLISH;
      default -> false;
    };
  }
}
