package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.List;

/** One terminal stream on one connection. */
final class TerminalCases {
  private static final TerminalSize SIZE =
      TerminalSize.newBuilder().setColumns(100).setRows(30).build();

  private TerminalCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "terminal/attach/as-asked",
            "SIZE-1 INPUT-1",
            "attaches as the application asks: where from, mode, lag, size, read-only",
            TerminalCases::asAsked),
        must(
            "terminal/attach/told",
            "HISTORY-1",
            "tells what Attached says",
            TerminalCases::attachedTold),
        must(
            "terminal/output/in-order",
            "OUTPUT-1",
            "gives the application every byte, in order, once",
            TerminalCases::inOrder),
        must(
            "terminal/output/large-offsets",
            "OUTPUT-1",
            "handles offsets beyond 2^53",
            TerminalCases::largeOffsets),
        must(
            "terminal/output/repeated-bytes",
            "OUTPUT-1",
            "cuts off what it has already",
            TerminalCases::repeatedBytes),
        must(
            "terminal/output/gap",
            "OUTPUT-1",
            "attaches anew from where it stands when output leaves a gap",
            TerminalCases::gap),
        must(
            "terminal/output/history",
            "HISTORY-1",
            "marks what is before live_from as history, and nothing else",
            TerminalCases::history),
        skipped("retention", SkipReason.SKIP_REASON_RETENTION),
        skipped("lag", SkipReason.SKIP_REASON_LAG),
        skipped("purged", SkipReason.SKIP_REASON_PURGED),
        skipped("host-overflow", SkipReason.SKIP_REASON_HOST_OVERFLOW),
        must(
            "terminal/second-attached/roles",
            "OUTPUT-1",
            "goes on where it stands when Attached comes again",
            TerminalCases::secondAttached),
        must(
            "terminal/resized/in-place",
            "SIZE-1",
            "tells a new size at its place in the output",
            TerminalCases::resized),
        must(
            "terminal/exited/after-last-output",
            "OUTPUT-1",
            "tells the end after the last output, and keeps the stream",
            TerminalCases::exited),
        must(
            "terminal/detach/closes-stream",
            "STREAM-2",
            "ends the stream when the application detaches",
            TerminalCases::detach));
  }

  private static void asAsked(ClientScene scene) {
    Terminals first =
        Terminals.ask(
            scene,
            attach ->
                attach
                    .setTailBytes(4_096)
                    .setMode(AttachMode.ATTACH_MODE_LIVE)
                    .setMaxLagBytes(65_536)
                    .setSize(SIZE),
            false);
    Attach asked = first.asked();
    if (!asked.getWorkspace().equals("main")
        || !asked.getTerminalId().equals("t")
        || asked.getTailBytes() != 4_096
        || asked.getMode() != AttachMode.ATTACH_MODE_LIVE
        || asked.getMaxLagBytes() != 65_536
        || asked.getReadOnly()
        || !asked.getSize().equals(SIZE)) {
      throw Breach.of("SIZE-1", "it attaches with other options");
    }
    first.session().client().attach(attach -> attach.setReadOnly(true));
    Attach readOnly = first.peer().expect(BodyCase.ATTACH).getAttach();
    if (!readOnly.getReadOnly() || !readOnly.hasStart()) {
      throw Breach.of("SIZE-1", "it does not attach read-only, from the start");
    }
  }

  private static void attachedTold(ClientScene scene) {
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    terminal.send(
        Frames.attached(
            terminal.stream(),
            Frames.attachedOf(Frames.LOG_EPOCH, 500)
                .setRetainedFrom(400)
                .setLiveFrom(900)
                .setSize(SIZE)
                .setResponder(true)));
    Attached told = terminal.viewer().expectAttached();
    if (told.getLogEpoch() != Frames.LOG_EPOCH
        || told.getStart() != 500
        || told.getRetainedFrom() != 400
        || told.getLiveFrom() != 900
        || !told.getSize().equals(SIZE)
        || !told.getResponder()
        || told.getSizer()
        || !told.getReachable()) {
      throw Breach.of("HISTORY-1", "the application is told another Attached: " + told);
    }
  }

  private static void inOrder(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    long offset = 0;
    for (int i = 1; i <= 20; i++) {
      terminal.send(Frames.output(terminal.stream(), offset, Frames.pattern(offset, i * 100)));
      offset += i * 100L;
    }
    terminal.viewer().expectOutput(0, Frames.pattern(0, (int) offset));
  }

  private static void largeOffsets(ClientScene scene) {
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    long start = (1L << 53) + 1;
    terminal.attached(start);
    terminal.output(start, "one");
    terminal.output(start + 3, "two");
    terminal.viewer().expectOutput(start, "onetwo");
  }

  private static void repeatedBytes(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "0123456789");
    terminal.output(4, "456789abc");
    terminal.output(2, "2345");
    terminal.output(13, "def");
    terminal.viewer().expectOutput(0, "0123456789abcdef");
  }

  private static void gap(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "0123");
    terminal.viewer().expectOutput(0, "0123");
    terminal.output(6, "6789");
    terminal
        .peer()
        .expect(
            "end of the stream",
            frame ->
                frame.getStreamId() == terminal.stream()
                    && (frame.hasError() || frame.hasCloseStream()));
    Terminals again = terminal.on(terminal.peer());
    if (again.asked().getCursor().getOffset() != 4) {
      throw Breach.of("OUTPUT-1", "it attaches anew at another place: " + again.asked());
    }
    again.attached(4);
    again.output(4, "456789");
    terminal.viewer().expectOutput(4, "456789");
  }

  private static void history(ClientScene scene) {
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    terminal.send(
        Frames.attached(terminal.stream(), Frames.attachedOf(Frames.LOG_EPOCH, 0).setLiveFrom(6)));
    terminal.output(0, "old");
    terminal.output(3, "oldnew");
    terminal.output(9, "new");
    terminal.viewer().expectHistory(0, "old", true);
    terminal.viewer().expectHistory(3, "old", true);
    terminal.viewer().expectHistory(6, "new", false);
    terminal.viewer().expectHistory(9, "new", false);
  }

  private static ConformanceCase<ClientScene> skipped(String name, SkipReason reason) {
    return must(
        "terminal/skipped/" + name,
        "OUTPUT-1",
        "tells what is skipped, and goes on behind it",
        scene -> skipped(scene, reason));
  }

  private static void skipped(ClientScene scene, SkipReason reason) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "here");
    terminal.send(Frames.skipped(terminal.stream(), 4, 1_000, reason));
    terminal.output(1_000, "there");
    terminal.viewer().expectOutput(0, "here");
    terminal.viewer().expectSkipped(4, 1_000, reason);
    terminal.viewer().expectOutput(1_000, "there");
    terminal.peer().barrier();
    terminal.peer().cut();
    Terminals again = terminal.again();
    if (again.asked().getCursor().getOffset() != 1_005) {
      throw Breach.of("OUTPUT-1", "it resumes elsewhere: " + again.asked().getCursor());
    }
  }

  private static void secondAttached(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
    terminal.send(
        Frames.attached(
            terminal.stream(),
            Frames.attachedOf(Frames.LOG_EPOCH, 0).setReachable(false).setResponder(true)));
    terminal.output(4, " still");
    terminal.viewer().expectOutput(4, " still");
  }

  private static void resized(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "small");
    terminal.send(Frames.resized(terminal.stream(), 5, 100, 30));
    terminal.output(5, "large");
    terminal.viewer().expectOutput(0, "small");
    Resized told = terminal.viewer().expectResized();
    if (told.getOffset() != 5 || !told.getSize().equals(SIZE)) {
      throw Breach.of("SIZE-1", "the application is told another size: " + told);
    }
    terminal.viewer().expectOutput(5, "large");
  }

  private static void exited(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "last words");
    terminal.send(Frames.exited(terminal.stream(), 10, 3));
    terminal.viewer().expectOutput(0, "last words");
    Exited told = terminal.viewer().expectExited();
    if (told.getOffset() != 10
        || told.getExit().getStatus() != 3
        || told.getExit().getReason() != ExitReason.EXIT_REASON_EXITED) {
      throw Breach.of("OUTPUT-1", "the application is told another end: " + told);
    }
    terminal
        .peer()
        .expectNone(
            "STREAM-2",
            "the end of a stream whose program has ended",
            frame -> frame.hasCloseStream() || frame.hasError() || frame.hasAttach());
  }

  private static void detach(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_TERMINALS);
    terminal.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
    terminal.viewer().close();
    terminal.peer().expect(terminal.stream(), BodyCase.CLOSE_STREAM);
    terminal.viewer().expectComplete();
    terminal.peer().expectNone("STREAM-2", "an Attach after the end", frame -> frame.hasAttach());
  }
}
