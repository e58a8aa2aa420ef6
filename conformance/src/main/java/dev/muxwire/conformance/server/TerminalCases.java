package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.attach;
import static dev.muxwire.conformance.server.Frames.credit;
import static dev.muxwire.conformance.server.Frames.cursor;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.done;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import java.util.ArrayList;
import java.util.List;

/** What viewers see of a terminal's output: from anywhere, with holes, as history, to the end. */
final class TerminalCases {
  private static final int OUTPUT_BYTES = 200_000;

  private TerminalCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(output());
    all.addAll(resuming());
    all.addAll(missing());
    return all;
  }

  static HostedTerminal terminal(ServerScene scene) {
    return HostedTerminal.open(scene, scene.workspace());
  }

  static Attach.Builder from(HostedTerminal terminal) {
    return attach(terminal.workspace().name(), terminal.id());
  }

  static Viewer view(ServerScene scene, HostedTerminal terminal) {
    return Viewer.attach(scene.welcomed(), from(terminal));
  }

  // ---- output

  private static List<ConformanceCase<ServerScene>> output() {
    return List.of(
        must(
            "terminal/output/from-start",
            "OUTPUT-1",
            "who attaches from the start gets every byte, in order",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              ByteString printed = Texts.lines(OUTPUT_BYTES);
              terminal.print(printed);
              view(scene, terminal).reads(printed);
            }),
        must(
            "terminal/output/live",
            "OUTPUT-1",
            "what is printed while somebody looks comes byte by byte",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              ByteString printed = Texts.lines(3_000);
              for (int i = 0; i < printed.size(); i += 100) {
                terminal.print(printed.substring(i, i + 100));
              }
              viewer.reads(printed);
            }),
        must(
            "terminal/output/any-bytes",
            "OUTPUT-1",
            "output is bytes, not text: all values come as they were",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              ByteString printed = Texts.noise(70_000);
              terminal.print(printed);
              view(scene, terminal).reads(printed);
            }),
        must(
            "terminal/output/two-viewers",
            "OUTPUT-1",
            "two viewers get the same bytes, each at its own pace",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer early = view(scene, terminal);
              ByteString printed = Texts.lines(OUTPUT_BYTES);
              terminal.print(printed);
              Viewer late = view(scene, terminal);
              late.reads(printed);
              early.reads(printed);
            }),
        must(
            "terminal/output/tail",
            "OUTPUT-1 PROTOCOL#terminals",
            "tail_bytes begins near the end, after a line break",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              ByteString printed = Texts.lines(OUTPUT_BYTES);
              terminal.printDurably(printed);
              Viewer viewer =
                  Viewer.attach(scene.welcomed(), from(terminal).clearFrom().setTailBytes(10_000));
              long start = viewer.attached().getStart();
              require(
                  start >= OUTPUT_BYTES - 10_000 && start <= OUTPUT_BYTES,
                  "a tail of 10,000 bytes of " + OUTPUT_BYTES + " begins at " + start);
              same((byte) '\n', printed.byteAt((int) start - 1), "the byte before the tail");
              viewer.reads(printed.substring((int) start));
            }),
        must(
            "terminal/output/not-found",
            "ERROR-2",
            "a terminal that is not there is NOT_FOUND",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.peer().send(stream(1).setAttach(attach(workspace.name(), "none")));
              workspace.peer().refused(1, ErrorCode.ERROR_CODE_NOT_FOUND);
              workspace.peer().alive();
            }),
        must(
            "terminal/exit/after-output",
            "OUTPUT-1 PROTOCOL#terminals",
            "Exited comes after the last output, with the program's exit",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              ByteString printed = Texts.lines(100_000);
              terminal.print(printed);
              terminal.exited(3);
              viewer.reads(printed);
              var exited = viewer.expect(ServerFrame.BodyCase.EXITED).getExited();
              same((long) printed.size(), exited.getOffset(), "the offset of the end");
              same(ExitReason.EXIT_REASON_EXITED, exited.getExit().getReason(), "the reason");
              same(3, exited.getExit().getStatus(), "the exit status");
            }),
        must(
            "terminal/exit/attached-later",
            "OUTPUT-1 PROTOCOL#terminals",
            "who attaches after the end gets all output and then Exited",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              ByteString printed = Texts.lines(50_000);
              terminal.print(printed);
              terminal.exited(0);
              terminal
                  .host()
                  .find(
                      terminal.publishStream(),
                      "PublishAck of the exit",
                      frame -> frame.getPublishAck().getExited());
              Viewer viewer = view(scene, terminal);
              viewer.reads(printed);
              viewer.expect(ServerFrame.BodyCase.EXITED);
              viewer.peer().silent(viewer.stream());
            }),
        must(
            "terminal/resized",
            "OUTPUT-1 PROTOCOL#terminals",
            "Resized comes at its offset among the output",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              terminal.print("before");
              terminal.resized(Frames.size(100, 30));
              terminal.print("after");
              viewer.reads(ByteString.copyFromUtf8("before"));
              var resized =
                  viewer
                      .peer()
                      .find(viewer.stream(), "Resized", ServerFrame::hasResized)
                      .getResized();
              same(6L, resized.getOffset(), "the offset of Resized");
              same(Frames.size(100, 30), resized.getSize(), "the size");
              viewer.reads(ByteString.copyFromUtf8("beforeafter"));
            }));
  }

  // ---- resuming

  private static List<ConformanceCase<ServerScene>> resuming() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    for (int offset : new int[] {0, 1, 4_095, 4_096, 65_535, 65_536, 100_000, 199_999, 200_000}) {
      all.add(
          must(
              "terminal/resume/at-" + offset,
              "OUTPUT-1 OFFSET-1",
              "who resumes at offset " + offset + " gets the rest, and nothing twice",
              scene -> resume(scene, offset)));
    }
    all.add(
        must(
            "terminal/resume/cut-again-and-again",
            "OUTPUT-1",
            "cut ten times while it is printed, the output is whole",
            TerminalCases::cutOften));
    all.add(
        must(
            "terminal/resume/beyond-end",
            "OFFSET-1",
            "a cursor beyond the end waits, and gets what is printed behind it",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              terminal.print("0123456789");
              long epoch = terminal.published().getLogEpoch();
              Viewer viewer =
                  Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(epoch, 15)));
              terminal.print("abcdefghij");
              viewer.reads(ByteString.copyFromUtf8("fghij"));
            }));
    all.add(
        must(
            "terminal/resume/unknown-epoch",
            "OFFSET-2 SKIPPED-1",
            "a cursor of an epoch that never was is told as LOST, and the stream goes on",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              terminal.print("0123456789");
              Viewer viewer =
                  Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(12_345, 4)));
              Skipped skipped = viewer.expect(ServerFrame.BodyCase.SKIPPED).getSkipped();
              same(SkipReason.SKIP_REASON_LOST, skipped.getReason(), "the reason");
              same(
                  terminal.published().getLogEpoch(), viewer.attached().getLogEpoch(), "the epoch");
              int start = (int) viewer.attached().getStart();
              viewer.reads(ByteString.copyFromUtf8("0123456789".substring(start)));
            }));
    return all;
  }

  private static void resume(ServerScene scene, int offset) {
    HostedTerminal terminal = terminal(scene);
    ByteString printed = Texts.lines(OUTPUT_BYTES);
    terminal.print(printed);
    terminal.awaitDurable();
    long epoch = terminal.published().getLogEpoch();
    Viewer viewer =
        Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(epoch, offset)));
    same((long) offset, viewer.attached().getStart(), "where the output begins");
    terminal.print("the end");
    viewer.reads(printed.substring(offset).concat(ByteString.copyFromUtf8("the end")));
  }

  private static void cutOften(ServerScene scene) {
    HostedTerminal terminal = terminal(scene);
    ByteString printed = Texts.lines(OUTPUT_BYTES);
    long epoch = terminal.published().getLogEpoch();
    ByteString seen = ByteString.EMPTY;
    for (int i = 0; i < 10; i++) {
      Peer peer = scene.welcomed();
      Viewer viewer = Viewer.attach(peer, from(terminal).setCursor(cursor(epoch, seen.size())));
      int step = OUTPUT_BYTES / 10;
      terminal.print(printed.substring(i * step, (i + 1) * step));
      seen = seen.concat(viewer.read(step / 2));
      peer.cut();
    }
    Viewer last =
        Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(epoch, seen.size())));
    ByteString rest = printed.substring(seen.size());
    last.reads(rest);
    same(printed, seen.concat(rest), "the output as it was seen");
  }

  // ---- what is missing

  private static List<ConformanceCase<ServerScene>> missing() {
    return List.of(
        must(
            "terminal/hole/live",
            "OUTPUT-1 PROTOCOL#terminals",
            "a hole of the host is told as Skipped HOST_OVERFLOW where it is",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              terminal.print("before");
              terminal.hole(100);
              terminal.print("after");
              requireHole(viewer);
            }),
        must(
            "terminal/hole/attached-later",
            "OUTPUT-1 PROTOCOL#terminals",
            "the hole is told to who attaches later, too",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              terminal.print("before");
              terminal.hole(100);
              terminal.print("after");
              terminal.awaitDurable();
              requireHole(view(scene, terminal));
            }),
        must(
            "terminal/live/skips",
            "OUTPUT-1 PROTOCOL#terminals",
            "a LIVE viewer that lags by more than max_lag_bytes is told Skipped LAG, and goes on"
                + " near the end",
            TerminalCases::liveSkips),
        must(
            "terminal/lossless/never-skips",
            "OUTPUT-1 PROTOCOL#terminals",
            "a LOSSLESS viewer without credit misses nothing",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Peer peer = scene.welcomed();
              peer.grantNothing();
              Viewer viewer = Viewer.attach(peer, from(terminal));
              ByteString printed = Texts.noise(1_500_000);
              terminal.print(printed);
              terminal.awaitDurable();
              peer.send(credit(viewer.stream(), 1L << 40));
              viewer.reads(printed);
            }),
        must(
            "terminal/purge",
            "PURGE-1",
            "erased bytes that a stream has not delivered are told as Skipped PURGED",
            TerminalCases::purge),
        must(
            "terminal/history/end",
            "HISTORY-1",
            "live_from is the end of the log when the stream was attached",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              terminal.printDurably(Texts.lines(5_000));
              same(5_000L, view(scene, terminal).attached().getLiveFrom(), "live_from");
            }),
        must(
            "terminal/history/resumed-soon",
            "HISTORY-1",
            "to who resumes at once what was printed meanwhile is live",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              terminal.print("before");
              Viewer first = view(scene, terminal);
              first.reads(ByteString.copyFromUtf8("before"));
              first.peer().cut();
              terminal.printDurably(ByteString.copyFromUtf8("meanwhile"));
              long epoch = terminal.published().getLogEpoch();
              Viewer second =
                  Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(epoch, 6)));
              require(
                  second.attached().getLiveFrom() <= 6,
                  "live_from is " + second.attached().getLiveFrom());
            }),
        must(
            "terminal/history/new-epoch",
            "HISTORY-2 HOST-2",
            "when another instance of the host comes, its terminals are lost: a new epoch, whose"
                + " live_from is not beyond where it began, and Exited HOST_LOST",
            TerminalCases::newEpoch));
  }

  private static void requireHole(Viewer viewer) {
    viewer.reads(ByteString.copyFromUtf8("before"));
    Skipped skipped = viewer.expect(ServerFrame.BodyCase.SKIPPED).getSkipped();
    same(SkipReason.SKIP_REASON_HOST_OVERFLOW, skipped.getReason(), "the reason");
    same(6L, skipped.getFrom(), "where the hole begins");
    same(106L, skipped.getTo(), "where it ends");
    viewer.afresh().reads(ByteString.copyFromUtf8("after"));
  }

  private static void liveSkips(ServerScene scene) {
    HostedTerminal terminal = terminal(scene);
    Peer peer = scene.welcomed();
    peer.grantNothing();
    Viewer viewer =
        Viewer.attach(
            peer, from(terminal).setMode(AttachMode.ATTACH_MODE_LIVE).setMaxLagBytes(100_000));
    ByteString printed = Texts.noise(2_000_000);
    terminal.print(printed);
    terminal.awaitDurable();
    peer.send(credit(viewer.stream(), 1L << 40));
    long next = viewer.attached().getStart();
    long received = 0;
    boolean skipped = false;
    while (next < printed.size()) {
      ServerFrame frame = peer.next(viewer.stream(), "Output or Skipped");
      if (frame.hasSkipped()) {
        same(SkipReason.SKIP_REASON_LAG, frame.getSkipped().getReason(), "the reason");
        next = frame.getSkipped().getTo();
        skipped = true;
      } else if (frame.hasOutput()) {
        received += frame.getOutput().getData().size();
        next = frame.getOutput().getOffset() + frame.getOutput().getData().size();
      }
    }
    require(skipped, "it was never told Skipped");
    require(received < 1_000_000, "a viewer that lags got " + received + " bytes");
  }

  private static void purge(ServerScene scene) {
    HostedTerminal terminal = terminal(scene);
    terminal.printDurably(Texts.lines(5_000));
    long seq = terminal.workspace().peer().nextRequest();
    terminal
        .workspace()
        .peer()
        .send(
            zero()
                .setPurgeTerminal(
                    PurgeTerminal.newBuilder()
                        .setRequestSeq(seq)
                        .setWorkspace(terminal.workspace().name())
                        .setTerminalId(terminal.id())
                        .setBeforeOffset(3_000)));
    done(terminal.workspace().peer().answer(seq));
    long epoch = terminal.published().getLogEpoch();
    Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal).setCursor(cursor(epoch, 1_000)));
    Skipped skipped = viewer.expect(ServerFrame.BodyCase.SKIPPED).getSkipped();
    same(SkipReason.SKIP_REASON_PURGED, skipped.getReason(), "the reason");
    same(3_000L, skipped.getTo(), "where it goes on");
    viewer.reads(Texts.lines(5_000).substring(3_000));
  }

  private static void newEpoch(ServerScene scene) {
    HostedTerminal terminal = terminal(scene);
    Viewer viewer = view(scene, terminal);
    terminal.print("of the first");
    terminal.awaitDurable();
    viewer.reads(ByteString.copyFromUtf8("of the first"));
    Peer other = scene.welcomed();
    other.send(
        stream(1)
            .setRegisterHost(
                RegisterHost.newBuilder()
                    .setWorkspace(terminal.workspace().name())
                    .setHostId(terminal.hostId())
                    .setInstance("second-instance")
                    .setTakeOver(true)));
    other.expect(1, ServerFrame.BodyCase.HOST_REGISTERED);
    long first = viewer.attached().getLogEpoch();
    Attached again = viewer.becomes("a new epoch", one -> one.getLogEpoch() != first);
    require(again.getLiveFrom() <= terminal.end(), "live_from is beyond where the epoch began");
    ServerFrame exited = viewer.peer().find(viewer.stream(), "Exited", ServerFrame::hasExited);
    same(
        ExitReason.EXIT_REASON_HOST_LOST,
        exited.getExited().getExit().getReason(),
        "the reason of the end");
  }
}
