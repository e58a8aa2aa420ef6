package dev.muxwire.simulation;

import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;

/** Frames as a trace shows them: what, on which stream, and where in their order. */
final class FrameLabels {
  private FrameLabels() {}

  static String of(ClientFrame frame) {
    String place =
        switch (frame.getBodyCase()) {
          case INPUT -> "#" + frame.getInput().getSeq();
          case CHUNK -> place(frame.getChunk());
          case PUBLISH_OUTPUT -> "#" + frame.getPublishOutput().getOffset();
          case CREDIT -> "#" + frame.getCredit().getLimitBytes();
          case MUTATE -> "#" + frame.getMutate().getRequest().getRequestSeq();
          default -> "";
        };
    return frame.getBodyCase() + "@" + frame.getStreamId() + place;
  }

  static String of(ServerFrame frame) {
    String place =
        switch (frame.getBodyCase()) {
          case INPUT_ACK -> "#" + frame.getInputAck().getSeq();
          case HOST_INPUT -> "#" + frame.getHostInput().getSeq();
          case CHUNK -> place(frame.getChunk());
          case OUTPUT -> "#" + frame.getOutput().getOffset();
          case CREDIT -> "#" + frame.getCredit().getLimitBytes();
          default -> "";
        };
    return frame.getBodyCase() + "@" + frame.getStreamId() + place;
  }

  private static String place(Chunk chunk) {
    return "#" + chunk.getTransferId() + "." + chunk.getIndex() + (chunk.getLast() ? "!" : "");
  }
}
