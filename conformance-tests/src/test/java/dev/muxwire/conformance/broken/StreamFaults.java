package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.adds;
import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.function.Consumer;

/** Servers that are wrong about the ids and ends of streams. */
final class StreamFaults {
  private StreamFaults() {}

  static List<NamedFault> all() {
    return List.of(
        ignores("ignores-close-stream", ClientFrame.Builder::hasCloseStream),
        mishears(
            "takes-stream-ids-in-any-order",
            f -> f.hasSubscribe() && (f.getStreamId() == 1 || f.getStreamId() == 6),
            new Renumbering()),
        adds(
            "answers-on-ended-streams",
            frame ->
                frame.hasCloseStream()
                    ? List.of(Fault.error(frame.getStreamId(), ErrorCode.ERROR_CODE_CANCELLED))
                    : List.of()),
        adds(
            "complains-about-late-frames",
            frame ->
                frame.getInput().getData().equals(ByteString.copyFromUtf8("late"))
                    ? List.of(
                        Fault.error(0, ErrorCode.ERROR_CODE_STREAM_INVALID),
                        Fault.error(frame.getStreamId(), ErrorCode.ERROR_CODE_STREAM_INVALID))
                    : List.of()),
        changes(
            "speaks-on-a-stream-of-its-own",
            f -> f.hasSubscribed() || f.hasAttached(),
            frame -> frame.setStreamId(frame.getStreamId() + 1_000)),
        ignores("ignores-errors-of-clients", ClientFrame.Builder::hasError),
        ignores("ignores-large-stream-ids", f -> f.hasSubscribe() && f.getStreamId() > 1_000_000),
        saysMany(
            "refuses-the-last-stream",
            () ->
                frame ->
                    frame.hasSubscribed() && frame.getStreamId() == 256
                        ? List.of(Fault.error(256, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED))
                        : List.of(frame)),
        saysMany(
            "goes-on-after-the-end",
            () ->
                frame ->
                    frame.hasError() && frame.getStreamId() != 0
                        ? List.of(frame, frame)
                        : List.of(frame)),
        changes(
            "answers-with-a-frame-of-another-kind",
            ServerFrame.Builder::hasSubscribed,
            frame -> frame.setInputAck(InputAck.getDefaultInstance())));
  }

  /** Gives ids that may not be used one that may. */
  private static final class Renumbering implements Consumer<ClientFrame.Builder> {
    private static final int FREE = 5_000;

    @Override
    public void accept(ClientFrame.Builder frame) {
      if (frame.getStreamId() == 6) {
        frame.setStreamId(FREE);
      }
    }
  }
}
