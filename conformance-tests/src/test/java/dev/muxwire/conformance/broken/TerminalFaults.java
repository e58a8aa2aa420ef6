package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.losesSecond;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.repeats;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.List;

/** Servers that are wrong about output, sizes and settings of terminals. */
final class TerminalFaults {
  private TerminalFaults() {}

  static List<NamedFault> all() {
    return List.of(
        changes(
            "changes-a-byte-of-output",
            ServerFrame.Builder::hasOutput,
            frame -> {
              byte[] data = frame.getOutput().getData().toByteArray();
              data[data.length / 2] ^= 1;
              frame.getOutputBuilder().setData(ByteString.copyFrom(data));
            }),
        losesSecond("loses-an-output", ServerFrame.Builder::hasOutput),
        repeats("repeats-output", ServerFrame::hasOutput),
        drops("loses-all-output", ServerFrame.Builder::hasOutput),
        changes(
            "shifts-offsets",
            ServerFrame.Builder::hasOutput,
            frame -> frame.getOutputBuilder().setOffset(frame.getOutput().getOffset() + 1)),
        mishears(
            "ignores-terminal-cursors",
            f -> f.getAttach().hasCursor(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setStart(dev.muxwire.proto.v1.FromStart.getDefaultInstance())),
        mishears(
            "ignores-tails",
            f -> f.getAttach().getTailBytes() > 0,
            frame -> frame.getAttachBuilder().setTailBytes(100_000)),
        mishears(
            "resumes-a-byte-later",
            f -> f.getAttach().hasCursor(),
            frame -> {
              var cursor = frame.getAttachBuilder().getCursorBuilder();
              cursor.setOffset(cursor.getOffset() + 1);
            }),
        drops("tells-no-skips", ServerFrame.Builder::hasSkipped),
        changes(
            "skips-for-another-reason",
            ServerFrame.Builder::hasSkipped,
            frame -> frame.getSkippedBuilder().setReason(SkipReason.SKIP_REASON_RETENTION)),
        changes(
            "skips-without-reason",
            ServerFrame.Builder::hasSkipped,
            frame -> frame.getSkippedBuilder().clearReason()),
        mishears(
            "is-never-live",
            f -> f.getAttach().getMode() == AttachMode.ATTACH_MODE_LIVE,
            frame -> frame.getAttachBuilder().setMode(AttachMode.ATTACH_MODE_LOSSLESS)),
        mishears(
            "is-always-live",
            f -> f.hasAttach(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setMode(AttachMode.ATTACH_MODE_LIVE)
                    .setMaxLagBytes(50_000)),
        drops("tells-no-exit", ServerFrame.Builder::hasExited),
        repeats("exits-twice", ServerFrame::hasExited),
        new NamedFault("tells-the-exit-early", ExitsEarly::new),
        changes(
            "tells-another-exit",
            ServerFrame.Builder::hasExited,
            frame -> frame.getExitedBuilder().getExitBuilder().setStatus(99).setReasonValue(2)),
        drops("tells-no-resize", ServerFrame.Builder::hasResized),
        changes(
            "tells-sizes-elsewhere",
            ServerFrame.Builder::hasResized,
            frame -> frame.getResizedBuilder().clearOffset()),
        changes(
            "calls-all-history",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setLiveFrom(1L << 40)),
        changes(
            "calls-nothing-history",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearLiveFrom()),
        changes(
            "makes-everybody-responder",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setResponder(true)),
        changes(
            "makes-nobody-responder",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearResponder()),
        mishears(
            "lets-readers-size",
            f -> f.getAttach().getReadOnly(),
            frame -> frame.getAttachBuilder().clearReadOnly()),
        mishears(
            "gives-everybody-a-size",
            f -> f.hasAttach() && !f.getAttach().hasSize() && !f.getAttach().getReadOnly(),
            frame -> frame.getAttachBuilder().setSize(size(33, 11))),
        mishears(
            "sizes-for-who-comes-back",
            f -> f.getAttach().hasCursor() && f.getAttach().hasSize(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setStart(dev.muxwire.proto.v1.FromStart.getDefaultInstance())),
        saysMany("takes-the-size-when-one-leaves", SizesAgain::new),
        drops("tells-hosts-no-size", ServerFrame.Builder::hasHostResize),
        changes(
            "tells-another-size",
            ServerFrame.Builder::hasHostResize,
            frame -> frame.getHostResizeBuilder().setSize(size(12, 34))),
        changes(
            "attaches-with-another-size",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setSize(size(12, 34))),
        changes(
            "knows-no-policies",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearSizePolicy().clearWaitForReaders()),
        mishears(
            "takes-any-size",
            f -> f.hasResize(),
            frame -> frame.getResizeBuilder().setSize(size(80, 24))),
        mishears(
            "waits-for-nobody",
            f -> f.hasAttach(),
            frame -> frame.getAttachBuilder().clearRequired()),
        mishears(
            "wears-required-lightly",
            f -> f.getAttach().getRequired(),
            frame -> frame.getAttachBuilder().setMode(AttachMode.ATTACH_MODE_LOSSLESS)),
        mishears(
            "takes-any-setting",
            ClientFrame.Builder::hasConfigureTerminal,
            frame ->
                frame
                    .getConfigureTerminalBuilder()
                    .clearSize()
                    .clearSizePolicy()
                    .setRetentionBytes(1 << 20)),
        mishears(
            "ignores-terminal-ids",
            ClientFrame.Builder::hasConfigureTerminal,
            frame -> frame.getConfigureTerminalBuilder().setTerminalId("terminal-1")),
        new NamedFault("purges-nothing", PurgesNothing::new),
        changes(
            "keeps-the-epoch",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setLogEpoch(4_711)));
  }

  private static TerminalSize size(int columns, int rows) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }

  /** Sends the exit before the output that was printed before it. */
  private static final class ExitsEarly extends Fault {
    private ServerFrame held = ServerFrame.getDefaultInstance();

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (frame.hasOutput() && !held.hasOutput()) {
        held = frame;
        return List.of();
      }
      if (frame.hasExited() && held.hasOutput()) {
        return List.of(frame, held);
      }
      return List.of(frame);
    }
  }

  /** Tells hosts a size again that was told before. */
  private static final class SizesAgain
      implements java.util.function.Function<ServerFrame, List<ServerFrame>> {
    private ServerFrame told = ServerFrame.getDefaultInstance();

    @Override
    public List<ServerFrame> apply(ServerFrame frame) {
      if (frame.hasHostResize()) {
        told = frame;
      }
      return frame.hasPong() && told.hasHostResize() ? List.of(told, frame) : List.of(frame);
    }
  }

  /** Says done, and does nothing. */
  private static final class PurgesNothing extends Fault {
    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      return frame.hasPurgeTerminal() ? List.of() : List.of(frame);
    }

    @Override
    protected List<ServerFrame> answers(ClientFrame frame) {
      if (!frame.hasPurgeTerminal()) {
        return List.of();
      }
      ServerFrame.Builder done = ServerFrame.newBuilder();
      done.getRequestDoneBuilder().setRequestSeq(frame.getPurgeTerminal().getRequestSeq());
      return List.of(done.build());
    }
  }
}
