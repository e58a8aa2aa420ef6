package dev.muxwire.conformance.server.peer;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;

/** What frames cost and are called. */
public final class Bodies {
  private static final OneofDescriptor SERVER_BODY = ServerFrame.getDescriptor().getOneofs().get(0);
  private static final OneofDescriptor CLIENT_BODY = ClientFrame.getDescriptor().getOneofs().get(0);

  private Bodies() {}

  /** Bytes that count against the receiver's credit; 0 for what does not count. */
  public static long cost(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case STATE_PART, SCREEN, OUTPUT, SCROLLBACK_PAGE, SEARCH_MATCH, HOST_INPUT ->
          bodySize(frame, SERVER_BODY);
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  /** Bytes that count against the server's credit; 0 for what does not count. */
  public static long cost(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case INPUT, PUBLISH_OUTPUT -> bodySize(frame, CLIENT_BODY);
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  /** The name of its body in the schema, {@code state_part}. */
  public static String name(ServerFrame frame) {
    FieldDescriptor body = frame.getOneofFieldDescriptor(SERVER_BODY);
    return body == null ? "frame without a known body" : body.getName();
  }

  private static long bodySize(Message frame, OneofDescriptor oneof) {
    FieldDescriptor body = frame.getOneofFieldDescriptor(oneof);
    return ((Message) frame.getField(body)).getSerializedSize();
  }
}
