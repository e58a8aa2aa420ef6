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
import static dev.muxwire.conformance.server.TerminalCases.from;
import static dev.muxwire.conformance.server.TerminalCases.terminal;
import static dev.muxwire.conformance.server.TerminalCases.view;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Resize;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Who answers for a terminal, who sizes it, and what it is set to. */
final class TerminalSettingCases {
  private static final long REQUIRED_LAG_BYTES = 1 << 20;

  private TerminalSettingCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>(roles());
    all.addAll(settings());
    return all;
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
            TerminalSettingCases::comingBack),
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
            TerminalSettingCases::programWaits),
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
