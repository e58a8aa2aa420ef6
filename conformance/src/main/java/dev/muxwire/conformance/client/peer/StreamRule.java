package dev.muxwire.conformance.client.peer;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Stream ids that rise, and on each stream what belongs there, until it ends. */
final class StreamRule extends Rule {
  private static final Set<BodyCase> OPENERS =
      EnumSet.of(
          BodyCase.SUBSCRIBE,
          BodyCase.ATTACH,
          BodyCase.FETCH_SCROLLBACK,
          BodyCase.SEARCH_SCROLLBACK,
          BodyCase.REGISTER_HOST,
          BodyCase.PUBLISH);
  private static final Set<BodyCase> EVERYWHERE =
      EnumSet.of(
          BodyCase.CREDIT,
          BodyCase.PAUSE,
          BodyCase.RESUME,
          BodyCase.CHUNK,
          BodyCase.CHUNK_ABORT,
          BodyCase.CLOSE_STREAM,
          BodyCase.ERROR);
  private static final Set<BodyCase> OF_VIEWERS =
      EnumSet.of(BodyCase.INPUT, BodyCase.RESIZE, BodyCase.SIGNAL, BodyCase.SET_FOCUS);
  private static final Set<BodyCase> OF_WRITERS =
      EnumSet.of(BodyCase.INPUT, BodyCase.RESIZE, BodyCase.SIGNAL);

  /** NONE: a transfer opened it, and is not whole. */
  private enum Kind {
    NONE,
    STATE,
    TERMINAL,
    READ_ONLY_TERMINAL,
    OTHER
  }

  private final Map<Integer, Kind> open = new HashMap<>();
  private int lastId;

  StreamRule() {
    super("streams");
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    BodyCase body = frame.getBodyCase();
    int id = frame.getStreamId();
    require(body != BodyCase.BODY_NOT_SET, "STREAM-4", "a frame without a body of the schema");
    require(body != BodyCase.COMPRESSED, "COMPRESS-2", "a compressed body from a client");
    if (body == BodyCase.ERROR) {
      require(
          frame.getError().getCode() != ErrorCode.ERROR_CODE_UNSPECIFIED,
          "ERROR-1",
          "an Error without code");
    }
    if (id == 0) {
      require(!OPENERS.contains(body), "STREAM-1", body + " on stream 0");
      require(body != BodyCase.CREDIT, "CREDIT-2", "Credit on stream 0, which has none");
      require(!OF_VIEWERS.contains(body), "STREAM-2", body + " on stream 0");
    } else if (OPENERS.contains(body) && !(inChunks && open.get(id) == Kind.NONE)) {
      require(
          Integer.compareUnsigned(id, lastId) > 0,
          "STREAM-1",
          "stream " + id + " is opened after stream " + lastId);
      opened(id, kindOf(frame));
    } else if (OPENERS.contains(body)) {
      opened(id, kindOf(frame));
    } else if (body == BodyCase.CHUNK && Integer.compareUnsigned(id, lastId) > 0) {
      opened(id, Kind.NONE);
    } else {
      onOpen(id, body);
    }
  }

  private void opened(int id, Kind kind) {
    lastId = id;
    open.put(id, kind);
  }

  private static Kind kindOf(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case SUBSCRIBE -> Kind.STATE;
      case ATTACH -> frame.getAttach().getReadOnly() ? Kind.READ_ONLY_TERMINAL : Kind.TERMINAL;
      default -> Kind.OTHER;
    };
  }

  private void onOpen(int id, BodyCase body) {
    Kind kind = open.get(id);
    require(
        kind != null,
        Integer.compareUnsigned(id, lastId) > 0 ? "STREAM-1" : "STREAM-2",
        body + " on stream " + id + ", which is not open");
    boolean fits =
        EVERYWHERE.contains(body)
            || (kind == Kind.TERMINAL && OF_VIEWERS.contains(body))
            || (kind == Kind.READ_ONLY_TERMINAL && body == BodyCase.SET_FOCUS);
    require(
        fits,
        "STREAM-2",
        body
            + (OF_WRITERS.contains(body) && kind == Kind.READ_ONLY_TERMINAL
                ? " of a viewer that is read-only"
                : " on stream " + id + ", where it does not belong"));
    if (body == BodyCase.CLOSE_STREAM || body == BodyCase.ERROR) {
      open.remove(id);
    }
  }
}
