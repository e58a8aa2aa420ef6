package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.attach;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.input;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Signal;
import java.util.List;

/** Input and signals: to the host once and in order, acknowledged when they were written. */
final class InputCases {
  private static final int LARGEST_BYTES = 16 << 10;

  private InputCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "input/forwarded",
            "INPUT-1",
            "input comes to the host byte by byte, in order, with the client's identity",
            InputCases::forwarded),
        must(
            "input/acknowledged-when-written",
            "INPUT-2",
            "InputAck comes when the host has written it, and not before",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              viewer.peer().send(input(viewer.stream(), 1, "ls\n"));
              HostInput came = terminal.input();
              viewer.peer().silent(viewer.stream());
              terminal.acknowledge(came);
              same(1L, viewer.expect(ServerFrame.BodyCase.INPUT_ACK).getInputAck().getSeq(), "seq");
            }),
        must(
            "input/sent-again",
            "INPUT-2 INPUT-3",
            "input that was not acknowledged and is sent again after a reconnect is acknowledged,"
                + " and comes to the host under no other seq",
            InputCases::sentAgain),
        must(
            "input/host-comes-back",
            "INPUT-2 INPUT-3",
            "when the publish stream comes back, unacknowledged input comes again",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              viewer
                  .peer()
                  .send(input(viewer.stream(), 1, "one"), input(viewer.stream(), 2, "two"));
              terminal.acknowledge(terminal.input());
              viewer.expect(ServerFrame.BodyCase.INPUT_ACK);
              terminal.input();
              terminal.publish(); // the first publish stream ends, a new one begins
              HostInput again = terminal.input();
              same(2L, again.getSeq(), "the seq that comes again");
              same(ByteString.copyFromUtf8("two"), again.getData(), "its bytes");
            }),
        must(
            "input/waits-for-host",
            "INPUT-2",
            "input for a terminal whose host is away waits for it",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              terminal.host().send(Frames.closeStream(terminal.publishStream()));
              viewer.becomes("not reachable", one -> !one.getReachable());
              viewer.peer().send(input(viewer.stream(), 1, "waiting"));
              viewer.peer().silent(viewer.stream());
              terminal.publish();
              same(ByteString.copyFromUtf8("waiting"), terminal.input().getData(), "the input");
            }),
        must(
            "input/size/at-limit",
            "PROTOCOL#limits",
            "input of 16 KiB in one frame is taken",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              ByteString pasted = Texts.noise(LARGEST_BYTES);
              viewer.peer().send(input(viewer.stream(), 1, pasted));
              same(pasted, terminal.input().getData(), "the input");
            }),
        refused(
            "size/over-limit",
            "PROTOCOL#limits",
            "input of more than 16 KiB in one frame is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            stream -> List.of(input(stream, 1, Texts.noise(LARGEST_BYTES + 1)))),
        refused(
            "size/empty",
            "PROTOCOL#limits",
            "empty input is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            stream -> List.of(input(stream, 1, ""))),
        refused(
            "seq/zero",
            "INPUT-1",
            "input with seq 0 is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            stream -> List.of(input(stream, 0, "x"))),
        refused(
            "seq/gap",
            "INPUT-1",
            "a gap between seqs is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            stream -> List.of(input(stream, 1, "x"), input(stream, 3, "z"))),
        refused(
            "signal/unknown",
            "PROTOCOL#terminals",
            "a signal that is none is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            stream -> List.of(signal(stream, "SIGINT"))),
        must(
            "input/read-only",
            "ERROR-2 PROTOCOL#terminals",
            "input of a viewer that is read_only is FORBIDDEN, on its stream alone",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal).setReadOnly(true));
              viewer.peer().send(input(viewer.stream(), 1, "x"));
              viewer.peer().endsWith(viewer.stream(), ErrorCode.ERROR_CODE_FORBIDDEN);
              viewer.peer().alive();
            }),
        must(
            "input/after-exit",
            "ERROR-2 PROTOCOL#terminals",
            "input after the program's end ends the stream with EXITED",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              terminal.exited(0);
              viewer.expect(ServerFrame.BodyCase.EXITED);
              viewer.peer().send(input(viewer.stream(), 1, "x"));
              viewer.peer().endsWith(viewer.stream(), ErrorCode.ERROR_CODE_EXITED);
              viewer.peer().alive();
            }),
        must(
            "input/signal/forwarded",
            "REQUIRED-3 PROTOCOL#terminals",
            "a signal comes to the host while input before it is not acknowledged",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              viewer
                  .peer()
                  .send(input(viewer.stream(), 1, "sleep\n"), signal(viewer.stream(), "INT"));
              ServerFrame frame =
                  terminal
                      .host()
                      .find(terminal.publishStream(), "HostSignal", ServerFrame::hasHostSignal);
              same("INT", frame.getHostSignal().getName(), "the signal");
            }),
        must(
            "input/signal/unreachable",
            "ERROR-2 PROTOCOL#terminals",
            "a signal for a terminal whose host is away is UNREACHABLE on stream 0, and forgotten",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = view(scene, terminal);
              terminal.host().send(Frames.closeStream(terminal.publishStream()));
              viewer.becomes("not reachable", one -> !one.getReachable());
              viewer.peer().send(signal(viewer.stream(), "INT"));
              viewer.peer().refused(0, ErrorCode.ERROR_CODE_UNREACHABLE);
              terminal.publish();
              viewer.becomes("reachable", dev.muxwire.proto.v1.Attached::getReachable);
              terminal.host().alive();
              require(
                  terminal.host().takeIfThere(terminal.publishStream(), ServerFrame::hasHostSignal)
                      == null,
                  "a signal came that had been refused");
            }));
  }

  private interface Deed {
    List<ClientFrame> on(int stream);
  }

  private static Attach.Builder from(HostedTerminal terminal) {
    return attach(terminal.workspace().name(), terminal.id());
  }

  private static Viewer view(ServerScene scene, HostedTerminal terminal) {
    return Viewer.attach(scene.welcomed(), from(terminal));
  }

  private static ClientFrame signal(int stream, String name) {
    return stream(stream).setSignal(Signal.newBuilder().setName(name)).build();
  }

  private static ConformanceCase<ServerScene> refused(
      String name, String requirement, String title, ErrorCode code, Deed deed) {
    return must(
        "input/" + name,
        requirement,
        title,
        scene -> {
          HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
          Viewer viewer = view(scene, terminal);
          for (ClientFrame frame : deed.on(viewer.stream())) {
            viewer.peer().send(frame);
          }
          viewer.peer().endsWith(viewer.stream(), code);
          viewer.peer().alive();
        });
  }

  private static void forwarded(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    Viewer viewer = view(scene, terminal);
    for (int seq = 1; seq <= 50; seq++) {
      viewer.peer().send(input(viewer.stream(), seq, "key-" + seq));
    }
    for (int seq = 1; seq <= 50; seq++) {
      HostInput came = terminal.input();
      same((long) seq, came.getSeq(), "the seq at the host");
      same(ByteString.copyFromUtf8("key-" + seq), came.getData(), "its bytes");
      same(viewer.peer().identity().getClientId(), came.getClientId(), "the client_id at the host");
      same(77L, came.getInputSource(), "the input_source");
      terminal.acknowledge(came);
    }
    ServerFrame ack =
        viewer
            .peer()
            .find(viewer.stream(), "InputAck of 50", one -> one.getInputAck().getSeq() == 50);
    same(50L, ack.getInputAck().getSeq(), "the last acknowledgement");
  }

  private static void sentAgain(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    Viewer viewer = view(scene, terminal);
    viewer.peer().send(input(viewer.stream(), 1, "one"));
    HostInput came = terminal.input(); // its acknowledgement comes when the connection is gone
    viewer.peer().cut();
    Peer back = scene.welcomed(hello(scene.token()).setIdentity(viewer.peer().identity()));
    Viewer again = Viewer.attach(back, from(terminal));
    back.send(input(again.stream(), 1, "one"));
    back.send(input(again.stream(), 2, "two"));
    terminal.acknowledge(came);
    HostInput next = terminal.input();
    while (next.getSeq() == 1) { // a server may bring it again: the host knows the seq
      same(ByteString.copyFromUtf8("one"), next.getData(), "the bytes of seq 1");
      terminal.acknowledge(next);
      next = terminal.input();
    }
    same(2L, next.getSeq(), "the seq at the host");
    same(ByteString.copyFromUtf8("two"), next.getData(), "its bytes");
    terminal.acknowledge(next);
    back.find(again.stream(), "InputAck of 2", frame -> frame.getInputAck().getSeq() == 2);
  }
}
