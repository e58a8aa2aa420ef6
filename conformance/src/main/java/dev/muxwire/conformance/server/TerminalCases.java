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
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.Resize;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What viewers see of terminals: output from anywhere, holes, history, sizes, the end. */
final class TerminalCases {
  private static final int OUTPUT_BYTES = 200_000;
  private static final long REQUIRED_LAG_BYTES = 1 << 20;

  private TerminalCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(output());
    all.addAll(resuming());
    all.addAll(missing());
    all.addAll(roles());
    all.addAll(settings());
    return all;
  }

  private static HostedTerminal terminal(ServerScene scene) {
    return HostedTerminal.open(scene, scene.workspace());
  }

  private static Attach.Builder from(HostedTerminal terminal) {
    return attach(terminal.workspace().name(), terminal.id());
  }

  private static Viewer view(ServerScene scene, HostedTerminal terminal) {
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

  // ---- who answers, who sizes

  private static List<ConformanceCase<ServerScene>> roles() {
    return List.of(
        must(
            "terminal/responder/one",
            "PROTOCOL#terminals",
            "one viewer answers queries: who has been attached longest; then the next",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer first = view(scene, terminal);
              Viewer second = Viewer.attach(scene.welcomed(), from(terminal).setInputSource(78));
              require(first.attached().getResponder(), "the first viewer is no responder");
              require(!second.attached().getResponder(), "a second viewer is responder");
              first.peer().send(Frames.closeStream(first.stream()));
              second.becomes("the responder", Attached::getResponder);
            }),
        must(
            "terminal/responder/read-only",
            "PROTOCOL#terminals",
            "who is read_only is no responder",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal).setReadOnly(true));
              require(!viewer.attached().getResponder(), "a reader is responder");
            }),
        size(
            "first-viewer",
            "SIZE-1",
            "the first viewer with a size sizes the terminal",
            attach -> attach.setSize(Frames.size(100, 30)),
            true),
        size(
            "read-only",
            "SIZE-1",
            "a viewer that is read_only does not size it",
            attach -> attach.setSize(Frames.size(100, 30)).setReadOnly(true),
            false),
        size(
            "without-size",
            "SIZE-1",
            "a viewer without a size does not size it",
            attach -> {},
            false),
        size(
            "with-cursor",
            "SIZE-2",
            "a viewer that comes back with a cursor does not size it by that",
            attach -> attach.setCursor(cursor(1, 0)).setSize(Frames.size(100, 30)),
            false),
        must(
            "terminal/size/coming-back",
            "SIZE-2",
            "who comes back under its input_source does not take the size from who typed since",
            TerminalCases::comingBack),
        must(
            "terminal/size/nobody-left",
            "SIZE-3",
            "when the sizer closes its stream, the size stays",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer first = Viewer.attach(scene.welcomed(), sized(terminal, 77, 100, 30));
              awaitSize(terminal, 100, 30);
              first.peer().send(Frames.closeStream(first.stream()));
              first.peer().alive();
              Viewer reader = Viewer.attach(scene.welcomed(), from(terminal).setReadOnly(true));
              same(Frames.size(100, 30), reader.attached().getSize(), "the size");
              require(
                  terminal.host().takeIfThere(terminal.publishStream(), ServerFrame::hasHostResize)
                      == null,
                  "the host was told another size");
            }),
        must(
            "terminal/size/invalid",
            "PROTOCOL#limits",
            "a size of 0 columns is INVALID_ARGUMENT, on its stream alone",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              viewer
                  .peer()
                  .send(
                      stream(viewer.stream())
                          .setResize(Resize.newBuilder().setSize(Frames.size(0, 24))));
              viewer.peer().endsWith(viewer.stream(), ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
              viewer.peer().alive();
            }));
  }

  private static Attach.Builder sized(HostedTerminal terminal, long source, int columns, int rows) {
    return from(terminal).setInputSource(source).setSize(Frames.size(columns, rows));
  }

  private static void awaitSize(HostedTerminal terminal, int columns, int rows) {
    var asked =
        terminal
            .host()
            .find(terminal.publishStream(), "HostResize", ServerFrame::hasHostResize)
            .getHostResize();
    same(Frames.size(columns, rows), asked.getSize(), "the size that the host is told");
    terminal.resized(asked.getSize());
  }

  private static ConformanceCase<ServerScene> size(
      String name,
      String requirement,
      String title,
      Consumer<Attach.Builder> change,
      boolean sizes) {
    return must(
        "terminal/size/" + name,
        requirement,
        title,
        scene -> {
          HostedTerminal terminal = terminal(scene);
          Attach.Builder attach = from(terminal);
          change.accept(attach);
          if (attach.hasCursor()) {
            attach.setCursor(cursor(terminal.published().getLogEpoch(), 0));
          }
          Viewer viewer = Viewer.attach(scene.welcomed(), attach);
          if (sizes) {
            awaitSize(terminal, 100, 30);
          } else {
            terminal.host().alive();
            viewer.peer().alive();
            terminal.host().alive();
            require(
                terminal.host().takeIfThere(terminal.publishStream(), ServerFrame::hasHostResize)
                    == null,
                "the viewer changed the terminal's size");
          }
        });
  }

  private static void comingBack(ServerScene scene) {
    HostedTerminal terminal = terminal(scene);
    Viewer first = Viewer.attach(scene.welcomed(), sized(terminal, 1, 100, 30));
    awaitSize(terminal, 100, 30);
    Viewer typist = Viewer.attach(scene.welcomed(), sized(terminal, 2, 90, 20));
    typist.peer().send(Frames.input(typist.stream(), 1, "x"));
    terminal.acknowledge(terminal.input());
    awaitSize(terminal, 90, 20);
    first.peer().cut();
    Viewer back = Viewer.attach(scene.welcomed(), sized(terminal, 1, 100, 30));
    back.peer().alive();
    terminal.host().alive();
    require(
        terminal.host().takeIfThere(terminal.publishStream(), ServerFrame::hasHostResize) == null,
        "who came back took the size");
  }

  // ---- settings

  private static List<ConformanceCase<ServerScene>> settings() {
    return List.of(
        must(
            "terminal/configure/policy",
            "CONFIGURE-1",
            "a fixed size is told to the viewers and the host, and stays whoever comes",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              done(
                  configure(
                      terminal,
                      c ->
                          c.setSizePolicy(SizePolicy.SIZE_POLICY_FIXED)
                              .setSize(Frames.size(70, 20))));
              viewer.becomes(
                  "the policy FIXED", one -> one.getSizePolicy() == SizePolicy.SIZE_POLICY_FIXED);
              awaitSize(terminal, 70, 20);
            }),
        must(
            "terminal/configure/rest-stays",
            "CONFIGURE-1",
            "what a ConfigureTerminal leaves out stays as it was",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Viewer viewer = view(scene, terminal);
              done(configure(terminal, c -> c.setWaitForReaders(true)));
              viewer.becomes("wait_for_readers", Attached::getWaitForReaders);
              done(configure(terminal, c -> c.setRetentionBytes(1 << 20)));
              Viewer later = Viewer.attach(scene.welcomed(), from(terminal).setInputSource(9));
              require(later.attached().getWaitForReaders(), "wait_for_readers was forgotten");
              same(
                  SizePolicy.SIZE_POLICY_LAST_TYPIST,
                  later.attached().getSizePolicy(),
                  "the policy");
            }),
        refusedSetting(
            "nothing", "nothing at all to change", ErrorCode.ERROR_CODE_INVALID_ARGUMENT, c -> {}),
        refusedSetting(
            "unknown-policy",
            "an unknown policy",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            c -> c.setSizePolicyValue(99)),
        refusedSetting(
            "size-without-fixed",
            "a size without the policy FIXED",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            c -> c.setSize(Frames.size(80, 24))),
        refusedSetting(
            "retention-too-large",
            "a retention beyond 2^63 - 1",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            c -> c.setRetentionBytes(-1)),
        refusedSetting(
            "other-terminal",
            "a terminal that is not there",
            ErrorCode.ERROR_CODE_NOT_FOUND,
            c -> c.setTerminalId("none").setWaitForReaders(true)),
        must(
            "terminal/required/program-waits",
            "REQUIRED-1 REQUIRED-3",
            "while a required viewer is far behind its program gets no credit, other terminals do;"
                + " it goes on when the viewer does",
            TerminalCases::programWaits),
        must(
            "terminal/required/viewer-leaves",
            "REQUIRED-2",
            "a required viewer that ends its stream holds nothing up any more",
            scene -> {
              HostedTerminal terminal = waiting(scene);
              Viewer viewer = stuck(scene, terminal);
              fillUntilItWaits(terminal);
              viewer.peer().send(Frames.closeStream(viewer.stream()));
              terminal.host().awaitCredit(terminal.publishStream(), 20_000);
            }),
        must(
            "terminal/required/live",
            "REQUIRED-1 PROTOCOL#terminals",
            "required with LIVE is INVALID_ARGUMENT",
            scene -> {
              HostedTerminal terminal = terminal(scene);
              Peer peer = scene.welcomed();
              peer.send(
                  stream(1)
                      .setAttach(
                          from(terminal).setMode(AttachMode.ATTACH_MODE_LIVE).setRequired(true)));
              peer.refused(1, ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
            }));
  }

  private static ServerFrame configure(
      HostedTerminal terminal, Consumer<ConfigureTerminal.Builder> change) {
    Peer peer = terminal.workspace().peer();
    long seq = peer.nextRequest();
    ConfigureTerminal.Builder configure =
        ConfigureTerminal.newBuilder()
            .setRequestSeq(seq)
            .setWorkspace(terminal.workspace().name())
            .setTerminalId(terminal.id());
    change.accept(configure);
    peer.send(zero().setConfigureTerminal(configure));
    return peer.answer(seq);
  }

  private static ConformanceCase<ServerScene> refusedSetting(
      String name, String what, ErrorCode code, Consumer<ConfigureTerminal.Builder> change) {
    return must(
        "terminal/configure/" + name,
        "CONFIGURE-1 ERROR-2",
        what + " is " + code.toString().replace("ERROR_CODE_", ""),
        scene -> {
          HostedTerminal terminal = terminal(scene);
          ServerFrame answer = configure(terminal, change);
          same(code, answer.getError().getCode(), "the answer");
          terminal.workspace().peer().alive();
        });
  }

  private static HostedTerminal waiting(ServerScene scene) {
    return HostedTerminal.open(
        scene, scene.workspace(), TerminalSpec.newBuilder().setWaitForReaders(true).build());
  }

  /** A required viewer that grants no more than its first credit. */
  private static Viewer stuck(ServerScene scene, HostedTerminal terminal) {
    Peer peer = scene.welcomed();
    peer.grantNothing();
    return Viewer.attach(peer, from(terminal).setRequired(true));
  }

  /** Prints until the server has granted nothing for a while, and acknowledged all. */
  private static void fillUntilItWaits(HostedTerminal terminal) {
    ByteString block = Texts.noise(16_000);
    long most = 6 * REQUIRED_LAG_BYTES;
    while (terminal.end() < most) {
      if (terminal.host().mayStillSend(terminal.publishStream()) < 17_000) {
        terminal.awaitDurable();
        terminal.host().alive();
        if (terminal.host().mayStillSend(terminal.publishStream()) < 17_000) {
          return;
        }
      }
      terminal.print(block);
    }
    throw dev.muxwire.conformance.Breach.of(
        "REQUIRED-1", "the program was not held up within " + most + " bytes");
  }

  private static void programWaits(ServerScene scene) {
    HostedTerminal terminal = waiting(scene);
    HostedTerminal other = terminal.another("terminal-2");
    Viewer viewer = stuck(scene, terminal);
    fillUntilItWaits(terminal);
    other.print(Texts.noise(1_500_000));
    other.awaitDurable();
    Viewer typist = Viewer.attach(scene.welcomed(), from(terminal).setInputSource(5));
    typist.peer().send(Frames.input(typist.stream(), 1, "x"));
    terminal.acknowledge(terminal.input());
    viewer.peer().send(credit(viewer.stream(), 1L << 40));
    viewer.read(terminal.end());
    terminal.host().awaitCredit(terminal.publishStream(), 20_000);
  }
}
