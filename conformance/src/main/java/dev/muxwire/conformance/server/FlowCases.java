package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;
import static dev.muxwire.conformance.server.Frames.attach;
import static dev.muxwire.conformance.server.Frames.create;
import static dev.muxwire.conformance.server.Frames.credit;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.input;
import static dev.muxwire.conformance.server.Frames.pause;
import static dev.muxwire.conformance.server.Frames.ping;
import static dev.muxwire.conformance.server.Frames.range;
import static dev.muxwire.conformance.server.Frames.record;
import static dev.muxwire.conformance.server.Frames.resume;
import static dev.muxwire.conformance.server.Frames.scrollback;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.tab;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Script;
import dev.muxwire.conformance.server.peer.Bodies;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SetFocus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Credit, pauses, priority, slow readers, liveness, compression. */
final class FlowCases {
  private static final int OUTPUT_BYTES = 300_000;
  private static final int SMALL_CREDIT_BYTES = 2_000;
  private static final long ENOUGH = 1L << 40;

  private FlowCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(credits());
    all.addAll(pauses());
    all.addAll(urgency());
    all.addAll(liveness());
    all.addAll(compression());
    return all;
  }

  private static HostedTerminal printed(ServerScene scene, ByteString output) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    terminal.printDurably(output);
    return terminal;
  }

  private static Attach.Builder from(HostedTerminal terminal) {
    return attach(terminal.workspace().name(), terminal.id());
  }

  private static Peer withCredit(ServerScene scene, long bytes) {
    Limits limits = Limits.newBuilder().setInitialCreditBytes(bytes).build();
    Peer peer = scene.welcomed(hello(scene.token()).setLimits(limits));
    peer.grantNothing();
    return peer;
  }

  // ---- credit

  private static List<ConformanceCase<ServerScene>> credits() {
    return List.of(
        must(
            "flow/credit/initial-default",
            "CREDIT-2 CREDIT-3",
            "without any grant no more than 256 KiB come on a stream, and nearly as much does",
            scene -> {
              HostedTerminal terminal = printed(scene, Texts.noise(OUTPUT_BYTES));
              Peer peer = scene.welcomed();
              peer.grantNothing();
              Viewer viewer = Viewer.attach(peer, from(terminal));
              viewer.read(240_000);
              peer.alive();
            }),
        window("one-frame", 200, 3_000, "CREDIT-1 CREDIT-3"),
        window("small", SMALL_CREDIT_BYTES, 100_000, "CREDIT-1 CREDIT-3"),
        must(
            "flow/credit/state",
            "CREDIT-2 CREDIT-3 CHUNK-2",
            "a snapshot is complete with a window that is smaller than its entities",
            FlowCases::stateWithSmallWindow),
        must(
            "flow/credit/scrollback",
            "CREDIT-3",
            "scrollback is complete with a small window",
            scene -> {
              ByteString output = Texts.lines(50_000);
              HostedTerminal terminal = printed(scene, output);
              Peer peer = withCredit(scene, SMALL_CREDIT_BYTES);
              peer.send(
                  stream(1)
                      .setFetchScrollback(
                          scrollback(terminal.workspace().name(), terminal.id())
                              .setBytes(range(0, 0))));
              ByteString came = ByteString.EMPTY;
              long used = 0;
              while (came.size() < output.size()) {
                ServerFrame frame = peer.next(1, "ScrollbackPage");
                used += Bodies.cost(frame);
                came = came.concat(frame.getScrollbackPage().getData());
                peer.send(credit(1, used + SMALL_CREDIT_BYTES));
              }
              same(output, came, "the output");
            }),
        must(
            "flow/credit/backwards",
            "CREDIT-1",
            "a smaller limit is ignored: what was granted stays granted",
            scene -> {
              ByteString output = Texts.noise(100_000);
              HostedTerminal terminal = printed(scene, output);
              Peer peer = withCredit(scene, 100);
              peer.send(
                  stream(1).setAttach(from(terminal)).build(),
                  credit(1, ENOUGH),
                  credit(1, 1),
                  credit(1, 0));
              Viewer.attached(peer, 1).reads(output);
            }),
        must(
            "flow/credit/repeated",
            "CREDIT-1",
            "the same limit again grants nothing more",
            scene -> {
              HostedTerminal terminal = printed(scene, Texts.noise(100_000));
              Peer peer = withCredit(scene, SMALL_CREDIT_BYTES);
              Viewer viewer = Viewer.attach(peer, from(terminal));
              for (int i = 0; i < 20; i++) {
                peer.send(credit(viewer.stream(), SMALL_CREDIT_BYTES));
              }
              viewer.read(1_000);
              peer.alive();
            }),
        must(
            "flow/credit/beyond-range",
            "CREDIT-1",
            "a limit above 2^63-1 is MALFORMED, for its stream alone",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              peer.send(subscribe(1, workspace.name()));
              peer.send(credit(1, -1));
              peer.endsWith(1, ErrorCode.ERROR_CODE_MALFORMED);
              peer.alive();
            }),
        must(
            "flow/credit/input-exceeded",
            "CREDIT-3",
            "who sends more input than the server granted ends its stream with CREDIT_EXCEEDED",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal));
              ByteString block = Texts.noise(16 << 10);
              for (int seq = 1; seq <= 200; seq++) {
                viewer.peer().send(input(viewer.stream(), seq, block));
              }
              viewer.peer().endsWith(viewer.stream(), ErrorCode.ERROR_CODE_CREDIT_EXCEEDED);
              viewer.peer().alive();
            }),
        must(
            "flow/credit/input-in-chunks",
            "CREDIT-2 CREDIT-3 CREDIT-5",
            "input in chunks counts by its chunks alone, whether or not the host has taken it",
            FlowCases::inputInChunks),
        should(
            "flow/credit/input-given-back",
            "CREDIT-4 CREDIT-5",
            "input that the host acknowledged is granted again: 4 MiB can be pasted",
            FlowCases::inputGivenBack),
        should(
            "flow/credit/output-given-back",
            "CREDIT-4 CREDIT-5",
            "output that is durable is granted again: a host can publish 6 MiB",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              terminal.printDurably(Texts.noise(6 << 20));
            }));
  }

  private static ConformanceCase<ServerScene> window(
      String name, long windowBytes, int outputBytes, String requirements) {
    return must(
        "flow/credit/window-" + name,
        requirements,
        "with a window of " + windowBytes + " bytes all output comes, a little at a time",
        scene -> {
          ByteString output = Texts.lines(outputBytes);
          HostedTerminal terminal = printed(scene, output);
          Peer peer = withCredit(scene, windowBytes);
          Viewer viewer = Viewer.attach(peer, from(terminal));
          ByteString came = ByteString.EMPTY;
          long used = 0;
          while (came.size() < output.size()) {
            ServerFrame frame = peer.next(viewer.stream(), "Output");
            used += Bodies.cost(frame);
            came = came.concat(frame.getOutput().getData());
            peer.send(credit(viewer.stream(), used + windowBytes));
          }
          same(output, came, "the output");
        });
  }

  private static void stateWithSmallWindow(ServerScene scene) {
    Workspace workspace = scene.workspace();
    long revision = 0;
    for (int i = 0; i < 5; i++) {
      revision =
          workspace.apply(
              create("record-" + i, record(Record.newBuilder().setPayload(Texts.noise(10_000)))));
    }
    Limits limits =
        Limits.newBuilder().setInitialCreditBytes(3_000).setMaxPacketBytes(4 << 10).build();
    Peer peer = scene.welcomed(hello(scene.token()).setLimits(limits));
    Replica replica = Replica.subscribe(peer, subscribe(workspace.name()));
    same(5, replica.at(revision).size(), "entities");
  }

  /** Uses up all credit before the host acknowledges any of it. */
  private static void inputInChunks(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal));
    Peer peer = viewer.peer();
    ByteString block = Texts.noise(16 << 10);
    long seq = 0;
    while (seq < 256 && peer.mayStillSend(viewer.stream()) >= block.size() + 64) {
      seq++;
      peer.sendInChunks(input(viewer.stream(), seq, block), 4 << 10);
      peer.alive();
    }
    for (long taken = 1; taken <= seq; taken++) {
      terminal.acknowledge(terminal.input());
    }
    long last = seq;
    peer.find(viewer.stream(), "InputAck of " + last, f -> f.getInputAck().getSeq() == last);
  }

  private static void inputGivenBack(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal));
    ByteString block = Texts.noise(16 << 10);
    for (int seq = 1; seq <= 256; seq++) {
      viewer.peer().awaitCredit(viewer.stream(), block.size() + 64);
      viewer.peer().send(input(viewer.stream(), seq, block));
      terminal.acknowledge(terminal.input());
    }
    viewer
        .peer()
        .find(viewer.stream(), "InputAck of 256", frame -> frame.getInputAck().getSeq() == 256);
  }

  // ---- pauses

  private static List<ConformanceCase<ServerScene>> pauses() {
    return List.of(
        must(
            "flow/pause/output",
            "CREDIT-3 PROTOCOL#flow-control",
            "a paused terminal stream stands still; after Resume nothing is missing",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal));
              viewer.peer().send(pause(viewer.stream()));
              viewer.peer().alive();
              ByteString output = Texts.lines(20_000);
              terminal.printDurably(output);
              viewer.peer().silent(viewer.stream());
              viewer.peer().send(resume(viewer.stream()));
              viewer.reads(output);
            }),
        must(
            "flow/pause/state",
            "CREDIT-3 PROTOCOL#flow-control",
            "a paused state stream stands still; after Resume the state is right",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = scene.welcomed();
              Replica replica = Replica.subscribe(peer, subscribe(workspace.name()));
              replica.at(0);
              peer.send(pause(replica.stream()));
              peer.alive();
              workspace.apply(create("tab", tab("one")));
              long revision = workspace.apply(Frames.patch("tab", tab("two")));
              peer.silent(replica.stream());
              peer.send(resume(replica.stream()));
              same(Map.of("tab", tab("two")), replica.at(revision), "the state");
            }),
        must(
            "flow/pause/others-go-on",
            "ERROR-2 PROTOCOL#flow-control",
            "a pause is of one stream: others go on",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Peer peer = scene.welcomed();
              Viewer one = Viewer.attach(peer, from(terminal));
              Viewer other = Viewer.attach(peer, from(terminal).setInputSource(8));
              peer.send(pause(one.stream()));
              peer.alive();
              ByteString output = Texts.lines(20_000);
              terminal.print(output);
              other.reads(output);
              peer.silent(one.stream());
            }));
  }

  // ---- what comes first, and who reads slowly

  private static List<ConformanceCase<ServerScene>> urgency() {
    return List.of(
        must(
            "flow/priority/request-in-flood",
            "PACKET-3 PACE-1 PROTOCOL#priority",
            "an answer comes before a flood of output that waits is through",
            FlowCases::requestInFlood),
        must(
            "flow/priority/state-over-scrollback",
            "PACKET-3 PROTOCOL#priority",
            "a change of state comes before a scrollback that waits is through",
            FlowCases::stateOverScrollback),
        must(
            "flow/slow-reader/closed-never",
            "PING-2 PACE-2 PROTOCOL#liveness-and-the-end",
            "who stops reading is not disconnected, and gets everything once it reads again",
            FlowCases::slowReader),
        must(
            "flow/slow-reader/neighbour",
            "ERROR-2 PROTOCOL#flow-control",
            "who stops reading slows no neighbour",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Peer slow = scene.welcomed();
              Viewer stalled = Viewer.attach(slow, from(terminal).setReadOnly(true));
              slow.send(credit(stalled.stream(), ENOUGH));
              slow.stall();
              Viewer quick = Viewer.attach(scene.welcomed(), from(terminal));
              ByteString output = Texts.noise(3 << 20);
              terminal.print(output);
              quick.reads(output);
            }));
  }

  private static void requestInFlood(ServerScene scene) {
    HostedTerminal terminal = printed(scene, Texts.noise(4 << 20));
    Peer peer = scene.welcomed();
    Viewer viewer = Viewer.attach(peer, from(terminal));
    peer.send(credit(viewer.stream(), ENOUGH));
    viewer.read(100_000);
    peer.alive();
    long seq = peer.nextRequest();
    peer.send(Frames.get(seq, terminal.workspace().name(), List.of()));
    peer.answer(seq);
    require(
        peer.receivedBytes() < (4 << 20),
        "the answer came behind all " + (4 << 20) + " bytes of output");
  }

  private static void stateOverScrollback(ServerScene scene) {
    HostedTerminal terminal = printed(scene, Texts.noise(4 << 20));
    Workspace workspace = terminal.workspace();
    Peer peer = scene.welcomed();
    Replica replica = Replica.subscribe(peer, subscribe(workspace.name()));
    replica.at(1);
    int stream = peer.newStream();
    peer.send(
        stream(stream)
            .setFetchScrollback(scrollback(workspace.name(), terminal.id()).setBytes(range(0, 0)))
            .build(),
        credit(stream, ENOUGH));
    peer.expect(stream, ServerFrame.BodyCase.SCROLLBACK_PAGE);
    long revision = workspace.apply(create("tab", tab("urgent")));
    replica.at(revision);
    require(peer.receivedBytes() < (4 << 20), "the change came behind all of the scrollback");
  }

  private static void slowReader(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    Peer slow = scene.welcomed();
    Viewer viewer = Viewer.attach(slow, from(terminal).setReadOnly(true));
    slow.send(credit(viewer.stream(), ENOUGH));
    slow.stall();
    ByteString output = Texts.noise(4 << 20);
    terminal.printDurably(output);
    long seconds = scene.server().slowReader().toSeconds();
    for (long waited = 0; waited < seconds; waited++) {
      slow.sleepSeconds(1);
      slow.send(ping(5_000 + waited)); // a client that does not read still lives
      terminal.host().alive();
    }
    require(!slow.isClosed(), "the server closed the connection of a slow reader");
    slow.read();
    viewer.reads(output);
  }

  // ---- liveness

  private static List<ConformanceCase<ServerScene>> liveness() {
    return List.of(
        must(
            "flow/ping/answered",
            "PACE-1",
            "a Ping is answered with its nonce",
            scene -> {
              Peer peer = scene.welcomed();
              for (int i = 0; i < 20; i++) {
                peer.alive();
              }
            }),
        must(
            "flow/ping/latest",
            "PACE-1",
            "of many Pings at once the latest is answered",
            scene -> {
              Peer peer = scene.welcomed();
              ClientFrame[] pings = new ClientFrame[50];
              for (int i = 0; i < pings.length; i++) {
                pings[i] = ping(2_000 + i);
              }
              peer.send(pings);
              peer.alive();
            }),
        must(
            "flow/received",
            "RECEIVED-1",
            "a server that is sent bulk tells how much has come, and never more than was sent",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              for (int i = 0; i < 20; i++) {
                terminal.print(Texts.noise(100_000));
              }
              terminal.awaitDurable();
              long told = 0;
              while (told < 1_900_000) {
                told = terminal.host().expectReceived();
                require(
                    told <= terminal.host().sentBytes(),
                    "it tells " + told + " bytes of " + terminal.host().sentBytes());
              }
            }),
        must(
            "flow/mute/not-closed",
            "PACE-2 ERROR-2",
            "who confirms nothing may be sent no more data, and is still answered",
            scene -> {
              HostedTerminal terminal = printed(scene, Texts.noise(1 << 20));
              Peer peer = scene.welcomed();
              peer.confirmNothing();
              Viewer viewer = Viewer.attach(peer, from(terminal));
              viewer.read(1);
              long seq = peer.nextRequest();
              peer.send(Frames.get(seq, terminal.workspace().name(), List.of()));
              require(peer.answer(seq).hasGetResult(), "GetResult");
            }),
        should(
            "flow/silence/closed",
            "PING-2",
            "who says nothing for 45 s is closed",
            scene -> {
              scene.takesLong("50 s");
              Peer peer = scene.welcomed();
              peer.confirmNothing();
              for (int i = 0; i < 60 && !peer.isClosed(); i++) {
                peer.sleepSeconds(1);
              }
              peer.closes(1000);
            }),
        must(
            "flow/focus/taken",
            "PROTOCOL#priority",
            "SetFocus is taken, and changes nothing about what comes",
            scene -> {
              ByteString output = Texts.lines(20_000);
              HostedTerminal terminal = printed(scene, output);
              Viewer viewer = Viewer.attach(scene.welcomed(), from(terminal));
              viewer
                  .peer()
                  .send(
                      stream(viewer.stream()).setSetFocus(SetFocus.newBuilder().setFocused(true)));
              viewer.reads(output);
            }));
  }

  // ---- compression

  private static List<ConformanceCase<ServerScene>> compression() {
    return List.of(
        must(
            "flow/compression/deflate",
            "COMPRESS-1 COMPRESS-2 COMPRESS-3",
            "with deflate the state is what it is, and credit counts what is within",
            compressed("deflate")),
        must(
            "flow/compression/zstd",
            "COMPRESS-1 COMPRESS-2 COMPRESS-3",
            "with zstd the state is what it is, and credit counts what is within",
            compressed("zstd")),
        must(
            "flow/compression/dense",
            "COMPRESS-4 TABLE-1 TABLE-2",
            "in tables, and packed as one, the state is what it is",
            compressed("deflate", "dense")),
        must(
            "flow/compression/from-client",
            "COMPRESS-2 STREAM-4",
            "Compressed from a client is UNSUPPORTED, on its stream alone",
            scene -> {
              Peer peer = scene.welcomedWith("deflate");
              peer.send(
                  stream(1).setCompressed(dev.muxwire.proto.v1.Compressed.getDefaultInstance()));
              peer.refused(1, ErrorCode.ERROR_CODE_UNSUPPORTED);
              peer.alive();
            }));
  }

  private static Script<ServerScene> compressed(String... features) {
    return scene -> {
      Workspace workspace = scene.workspace();
      long revision = 0;
      for (int i = 0; i < 30; i++) {
        revision = workspace.apply(create("record-" + i, record("text " + "x".repeat(50), 2_000)));
      }
      Peer peer = scene.welcomedWith(features);
      Replica replica = Replica.subscribe(peer, subscribe(workspace.name()));
      same(30, replica.at(revision).size(), "entities");
      String[] ids = new String[30];
      Arrays.setAll(ids, i -> "record-" + i);
      same(StateModel.bodies(workspace.read(ids)), replica.model().view(), "the state");
    };
  }
}
