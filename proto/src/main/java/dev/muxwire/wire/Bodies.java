package dev.muxwire.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Bodies: encoded frames without their stream_id, and what they cost. */
public final class Bodies {
  private Bodies() {}

  /** Encodes a message as the body of the oneof field with this number. */
  public static byte[] encode(int fieldNumber, MessageLite message) {
    int messageSize = message.getSerializedSize();
    byte[] body = new byte[overhead(fieldNumber, messageSize) + messageSize];
    CodedOutputStream out = CodedOutputStream.newInstance(body);
    try {
      begin(out, fieldNumber, messageSize);
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return body;
  }

  /** Tag and length in front of a message of this size. */
  public static int overhead(int fieldNumber, int messageSize) {
    return CodedOutputStream.computeTagSize(fieldNumber)
        + CodedOutputStream.computeUInt32SizeNoTag(messageSize);
  }

  /** Writes that: a message of this size follows. */
  public static void begin(CodedOutputStream out, int fieldNumber, int messageSize)
      throws IOException {
    out.writeTag(fieldNumber, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(messageSize);
  }

  /** What a frame from a client takes from its stream's credit. */
  public static long cost(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case INPUT -> frame.getInput().getSerializedSize();
      case PUBLISH_OUTPUT -> frame.getPublishOutput().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  /** What a frame from a server takes from its stream's credit. */
  public static long cost(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case STATE_PART -> frame.getStatePart().getSerializedSize();
      case SCREEN -> frame.getScreen().getSerializedSize();
      case OUTPUT -> frame.getOutput().getSerializedSize();
      case SCROLLBACK_PAGE -> frame.getScrollbackPage().getSerializedSize();
      case SEARCH_MATCH -> frame.getSearchMatch().getSerializedSize();
      case HOST_INPUT -> frame.getHostInput().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  /**
   * Parses without copying bytes fields: the array must not change afterwards.
   *
   * @throws ProtocolViolation MALFORMED
   */
  public static <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes) {
    try {
      var input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      input.enableAliasing(true);
      T message = parser.parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
      input.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "not a packet of this protocol: " + e.getMessage());
    }
  }
}
