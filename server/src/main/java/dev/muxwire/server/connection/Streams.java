package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolViolation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open streams of a connection, by their ids. Belongs to the connection's loop. */
final class Streams {
  private static final String IN_GOOD_ORDER = "NONE";

  private final StreamContext context;
  private final Map<Integer, ServerStream> open = new HashMap<>();
  private int lastId;

  Streams(StreamContext context) {
    this.context = context;
  }

  @Nullable ServerStream find(int id) {
    return open.get(id);
  }

  boolean isUnopened(int id) {
    return Integer.compareUnsigned(id, lastId) > 0;
  }

  /**
   * Opens the one that a frame asks for.
   *
   * @throws ProtocolViolation it is not to be opened
   */
  void open(ClientFrame frame) {
    int id = frame.getStreamId();
    if (!isUnopened(id)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_STREAM_INVALID,
          "stream ids rise and are never used again; " + lastId + " was the last");
    }
    lastId = id;
    int maxStreams = context.server().limits().maxStreams();
    if (open.size() >= maxStreams) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "at most " + maxStreams + " streams may be open",
          maxStreams);
    }
    ServerStream stream = newStream(frame);
    open.put(id, stream);
    context
        .server()
        .events()
        .streamOpened(
            context.connectionId(), id, stream.kindName(), stream.status().getWorkspace());
    if (stream instanceof Source source) {
      context.outbound().add(source);
    }
    stream.opened();
  }

  private ServerStream newStream(ClientFrame frame) {
    int id = frame.getStreamId();
    return switch (frame.getBodyCase()) {
      case SUBSCRIBE -> {
        var rooms = permitted(frame.getSubscribe().getWorkspace(), GrantKind.GRANT_KIND_READ);
        yield new StateStream(context, id, frame.getSubscribe(), rooms);
      }
      case ATTACH -> {
        var attach = frame.getAttach();
        var rooms = permitted(attach.getWorkspace(), TerminalRules.grantFor(attach));
        yield new TerminalStream(context, id, attach, rooms);
      }
      case FETCH_SCROLLBACK -> {
        var rooms = permitted(frame.getFetchScrollback().getWorkspace(), GrantKind.GRANT_KIND_READ);
        yield ScrollbackStream.of(context, id, frame.getFetchScrollback(), rooms);
      }
      case SEARCH_SCROLLBACK -> {
        var search = frame.getSearchScrollback();
        var rooms = permitted(search.getWorkspace(), GrantKind.GRANT_KIND_READ);
        yield new SearchStream(context, id, search, rooms);
      }
      case REGISTER_HOST -> {
        var rooms = permitted(frame.getRegisterHost().getWorkspace(), GrantKind.GRANT_KIND_HOST);
        yield new HostStream(context, id, frame.getRegisterHost(), rooms);
      }
      case PUBLISH -> {
        var rooms = permitted(frame.getPublish().getWorkspace(), GrantKind.GRANT_KIND_HOST);
        yield new PublishStream(context, id, frame.getPublish(), rooms);
      }
      default -> throw unsupported(frame);
    };
  }

  private WorkspaceRooms permitted(String workspace, GrantKind grant) {
    context.principal().require(grant, workspace);
    return context.workspace(workspace);
  }

  static ProtocolViolation unsupported(ClientFrame frame) {
    return new ProtocolViolation(
        ErrorCode.ERROR_CODE_UNSUPPORTED,
        "this server does not take " + frame.getBodyCase() + " here");
  }

  static ProtocolViolation misplacedOnZero(ClientFrame frame) {
    return new ProtocolViolation(
        ErrorCode.ERROR_CODE_STREAM_INVALID,
        frame.getBodyCase() + " needs a stream of its own, not stream 0");
  }

  /**
   * Hands a frame to the stream that it is for; one that ended meanwhile needs it no more.
   *
   * @throws ProtocolViolation there never was one, or it does not take the frame
   */
  void take(ClientFrame frame) {
    int id = frame.getStreamId();
    ServerStream stream = open.get(id);
    if (stream != null) {
      take(stream, frame);
    } else if (isUnopened(id)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_STREAM_INVALID, "stream " + id + " was never opened");
    }
  }

  private static void take(ServerStream stream, ClientFrame frame) {
    switch (frame.getBodyCase()) {
      case CREDIT -> stream.onCredit(frame.getCredit());
      case PAUSE -> stream.pause(true);
      case RESUME -> stream.pause(false);
      default -> {
        stream.onReceived(Bodies.cost(frame));
        stream.onFrame(frame);
      }
    }
  }

  /** Ends one that was refused, or was to be opened. */
  void end(int id, ErrorCode code) {
    if (open.containsKey(id)) {
      forget(id, code.name());
    } else {
      if (isUnopened(id)) {
        lastId = id; // ended before it began: what else comes on it is ignored
      }
      context.server().events().streamRefused(context.connectionId(), id, code.name());
    }
  }

  /** Forgets one that has ended in good order. */
  void forget(int id) {
    forget(id, IN_GOOD_ORDER);
  }

  private void forget(int id, String code) {
    ServerStream stream = open.remove(id);
    if (stream != null) {
      if (stream instanceof Source source) {
        context.outbound().remove(source);
      }
      stream.close();
      context
          .server()
          .events()
          .streamEnded(
              context.connectionId(), id, stream.kindName(), stream.status().getWorkspace(), code);
    }
  }

  List<Integer> ids() {
    return List.copyOf(open.keySet());
  }

  /** How each stands, by its id. */
  List<StreamStatus> status() {
    return open.values().stream()
        .sorted(Comparator.comparing(stream -> Integer.toUnsignedLong(stream.id)))
        .map(ServerStream::status)
        .toList();
  }
}
