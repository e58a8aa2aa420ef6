package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.hears;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.mishears;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers that are wrong about credit, pauses, priority and compression. */
final class FlowFaults {
  private FlowFaults() {}

  static List<NamedFault> all() {
    return List.of(
        mishears(
            "ignores-initial-credit",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().getLimitsBuilder().setInitialCreditBytes(1L << 30)),
        mishears(
            "takes-credit-for-more",
            f -> f.hasCredit() && f.getCredit().getLimitBytes() > 0,
            frame -> {
              long limit = frame.getCredit().getLimitBytes();
              frame.getCreditBuilder().setLimitBytes(limit + (1 << 20));
            }),
        hears(
            "adds-credits-up",
            () -> {
              Map<Integer, Long> sums = new HashMap<>();
              return frame -> {
                if (frame.hasCredit() && frame.getCredit().getLimitBytes() > 0) {
                  long limit = frame.getCredit().getLimitBytes();
                  frame
                      .getCreditBuilder()
                      .setLimitBytes(sums.merge(frame.getStreamId(), limit, Long::sum));
                }
                return frame;
              };
            }),
        ignores("ignores-credit", ClientFrame.Builder::hasCredit),
        hears(
            "takes-the-latest-credit",
            () -> {
              Map<Integer, Long> first = new HashMap<>();
              return frame -> {
                if (!frame.hasCredit()) {
                  return frame;
                }
                // Of a row of grants only the first and what is above it in small steps counts.
                Long before = first.putIfAbsent(frame.getStreamId(), 1L);
                return before == null && frame.getCredit().getLimitBytes() > 1L << 39
                    ? null
                    : frame;
              };
            }),
        ignores("ignores-pauses", ClientFrame.Builder::hasPause),
        ignores("ignores-resume", ClientFrame.Builder::hasResume),
        hears("pauses-everything", () -> frame -> frame.hasPause() ? frame.setStreamId(2) : frame),
        drops("gives-hosts-and-viewers-no-credit", ServerFrame.Builder::hasCredit),
        drops("confirms-nothing", ServerFrame.Builder::hasReceived),
        changes(
            "confirms-too-much",
            ServerFrame.Builder::hasReceived,
            frame -> frame.getReceivedBuilder().setConnectionBytes(1L << 40)),
        new NamedFault("answers-after-the-flood", AnswersLate::new),
        new NamedFault("closes-slow-readers", ClosesSlowReaders::new),
        ignores(
            "serves-one-reader-at-a-time",
            f ->
                f.getAttach().getInputSource() == 77
                    && !f.getAttach().getReadOnly()
                    && f.getAttach().hasStart()
                    && f.getAttach().getTerminalId().equals("terminal-1")
                    && f.getStreamId() == 1),
        changes(
            "packs-what-was-not-negotiated",
            f -> f.hasOutput() || f.hasStatePart(),
            frame ->
                frame.setCompressed(
                    Compressed.newBuilder()
                        .setCompressionValue(1)
                        .setUncompressedBytes(10)
                        .setData(ByteString.copyFromUtf8("no")))),
        changes(
            "tells-wrong-sizes-of-what-it-packs",
            ServerFrame.Builder::hasCompressed,
            frame ->
                frame
                    .getCompressedBuilder()
                    .setUncompressedBytes(frame.getCompressed().getUncompressedBytes() + 1)),
        changes(
            "packs-nonsense",
            ServerFrame.Builder::hasCompressed,
            frame -> frame.getCompressedBuilder().setData(ByteString.copyFromUtf8("nonsense"))),
        changes(
            "forgets-that-parts-go-on",
            f -> f.getCompressed().getContinued(),
            frame -> frame.getCompressedBuilder().clearContinued()),
        ignores("takes-packed-bodies", ClientFrame.Builder::hasCompressed),
        ignores("is-deaf-to-focus", ClientFrame.Builder::hasSetFocus),
        drops(
            "attaches-nobody-who-mutes",
            f -> f.hasGetResult() && f.getGetResult().getRevision() > 0));
  }

  /** Holds answers until no more output comes. */
  private static final class AnswersLate extends Fault {
    private final List<ServerFrame> held = new ArrayList<>();
    private long outputBytes;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      outputBytes += frame.getOutput().getData().size();
      outputBytes += frame.getScrollbackPage().getData().size();
      boolean isHeld = frame.hasGetResult() || frame.hasStatePart();
      if (isHeld && outputBytes > 0 && outputBytes < 4 << 20) {
        held.add(frame);
        return List.of();
      }
      List<ServerFrame> now = new ArrayList<>(List.of(frame));
      if (outputBytes >= 4 << 20) {
        now.addAll(held);
        held.clear();
      }
      return now;
    }
  }

  /** Ends a stream whose client is not as quick as it likes. */
  private static final class ClosesSlowReaders extends Fault {
    private long outputBytes;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      outputBytes += frame.getOutput().getData().size();
      return outputBytes > 1 << 20 && frame.hasOutput()
          ? List.of(error(frame.getStreamId(), ErrorCode.ERROR_CODE_BUSY))
          : List.of(frame);
    }
  }
}
