package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.LivingTerminal;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.Published;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.List;

/** Hosts: who may publish, where output goes on, what is acknowledged. */
final class HostCases {
  private static final int OUTPUT_BYTES = 32 << 10;
  private static final int HOST_ID_BYTES = 50;

  private HostCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "host/register/second-instance",
            "HOST-1",
            "a second instance of a host is ALREADY_EXISTS while the first is connected",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer host = scene.welcomed();
              HostedTerminal.register(host, workspace.name(), "one-name");
              Peer second = scene.welcomed();
              second.send(register(workspace, "one-name", "second").build());
              second.refused(1, ErrorCode.ERROR_CODE_ALREADY_EXISTS);
              host.alive();
            }),
        must(
            "host/register/take-over",
            "HOST-1",
            "a second instance that takes over is registered; the first ends REPLACED",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer host = scene.welcomed();
              int stream = HostedTerminal.register(host, workspace.name(), "one-name");
              Peer second = scene.welcomed();
              ClientFrame.Builder register = register(workspace, "one-name", "second");
              register.getRegisterHostBuilder().setTakeOver(true);
              second.send(register.build());
              second.expect(1, ServerFrame.BodyCase.HOST_REGISTERED);
              host.endsWith(stream, ErrorCode.ERROR_CODE_REPLACED);
            }),
        must(
            "host/register/unknown-terminals",
            "HOST-2",
            "living terminals that the server knows nothing of are told as unknown",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer host = scene.welcomed();
              ClientFrame.Builder register = register(workspace, "one-name", "first");
              register
                  .getRegisterHostBuilder()
                  .addTerminals(LivingTerminal.newBuilder().setTerminalId("of-nobody"));
              host.send(register.build());
              same(
                  List.of("of-nobody"),
                  host.expect(1, ServerFrame.BodyCase.HOST_REGISTERED)
                      .getHostRegistered()
                      .getUnknownTerminalIdsList(),
                  "the unknown terminals");
            }),
        name("empty", ""),
        name("too-long", "h".repeat(HOST_ID_BYTES + 1)),
        must(
            "host/publish/unregistered",
            "HOST-1 ERROR-2",
            "who is not registered may not publish: FORBIDDEN",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer ghost = scene.welcomed();
              ghost.send(
                  stream(1)
                      .setPublish(
                          Publish.newBuilder()
                              .setWorkspace(workspace.name())
                              .setTerminalId("t")
                              .setHostId("ghost")
                              .setInstance("none")));
              ghost.refused(1, ErrorCode.ERROR_CODE_FORBIDDEN);
              ghost.alive();
            }),
        must(
            "host/publish/second-stream",
            "PROTOCOL#hosts",
            "a second publish stream of a terminal ends the first with REPLACED",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              int first = terminal.publishStream();
              terminal.publish();
              terminal.host().endsWith(first, ErrorCode.ERROR_CODE_REPLACED);
            }),
        must(
            "host/publish/continues-at-end",
            "PUBLISH-1 PUBLISH-2",
            "Published tells the end of what came; from there it goes on",
            HostCases::continues),
        must(
            "host/publish/again-what-is-there",
            "PUBLISH-1",
            "output that the log has already is passed over",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              terminal.print("0123456789");
              terminal.awaitDurable();
              terminal.host().send(terminal.output(4, ByteString.copyFromUtf8("456789")));
              terminal.host().send(terminal.output(10, ByteString.copyFromUtf8("abcdef")));
              Viewer viewer =
                  Viewer.attach(
                      scene.welcomed(), Frames.attach(terminal.workspace().name(), terminal.id()));
              viewer.reads(ByteString.copyFromUtf8("0123456789abcdef"));
            }),
        refusedOutput("elsewhere", "output that leaves a gap", 5, ByteString.copyFromUtf8("x")),
        refusedOutput("empty", "empty output", 0, ByteString.EMPTY),
        refusedOutput("too-long", "output of more than 32 KiB", 0, Texts.noise(OUTPUT_BYTES + 1)),
        must(
            "host/publish/longest",
            "PROTOCOL#limits",
            "output of 32 KiB in one frame is taken",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              terminal.host().send(terminal.output(0, Texts.noise(OUTPUT_BYTES)));
              terminal
                  .host()
                  .find(
                      terminal.publishStream(),
                      "PublishAck",
                      one -> one.getPublishAck().getDurableOffset() == OUTPUT_BYTES);
            }),
        must(
            "host/publish/acknowledged",
            "PUBLISH-2",
            "output is acknowledged, never more than came, and the exit too",
            HostCases::acknowledged),
        must(
            "host/publish/exited",
            "PUBLISH-2 PROTOCOL#hosts",
            "who publishes a terminal that has ended is told so",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              terminal.exited(0);
              terminal
                  .host()
                  .find(
                      terminal.publishStream(),
                      "the exit",
                      frame -> frame.getPublishAck().getExited());
              Published again = terminal.publish();
              require(again.getExited(), "Published does not tell the exit");
            }),
        must(
            "host/open/no-host",
            "ERROR-2 PROTOCOL#workspaces-and-grants",
            "OpenTerminal without a host is UNREACHABLE, and creates nothing",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              long seq = peer.nextRequest();
              peer.send(
                  HostedTerminal.openTerminal(
                      seq, workspace.name(), "nobody", "t", TerminalSpec.getDefaultInstance()));
              peer.refusedRequest(seq, ErrorCode.ERROR_CODE_UNREACHABLE);
              same(0, workspace.read("t").getEntitiesCount(), "entities");
            }),
        must(
            "host/open/refused-by-host",
            "HOST-3 ERROR-2",
            "a host that cannot start a program fails the request with its code and its words",
            HostCases::spawnFailed),
        must(
            "host/open/id-in-use",
            "ENTITY-1",
            "OpenTerminal with an id in use is ALREADY_EXISTS",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Peer peer = terminal.workspace().peer();
              long seq = peer.nextRequest();
              peer.send(
                  HostedTerminal.openTerminal(
                      seq,
                      terminal.workspace().name(),
                      terminal.hostId(),
                      terminal.id(),
                      TerminalSpec.getDefaultInstance()));
              peer.refusedRequest(seq, ErrorCode.ERROR_CODE_ALREADY_EXISTS);
            }),
        must(
            "host/close/hang-up",
            "PROTOCOL#workspaces-and-grants",
            "CloseTerminal tells the host SIGHUP, and is done",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Peer peer = terminal.workspace().peer();
              long seq = peer.nextRequest();
              peer.send(close(seq, terminal.workspace().name(), terminal.id()));
              ServerFrame signal =
                  terminal
                      .host()
                      .find(terminal.publishStream(), "HostSignal", ServerFrame::hasHostSignal);
              same("HUP", signal.getHostSignal().getName(), "the signal");
              ServerScene.done(peer.answer(seq));
            }),
        must(
            "host/close/not-found",
            "ERROR-2",
            "CloseTerminal of nothing is NOT_FOUND",
            scene -> {
              Workspace workspace = scene.workspace();
              long seq = workspace.peer().nextRequest();
              workspace.peer().send(close(seq, workspace.name(), "none"));
              workspace.peer().refusedRequest(seq, ErrorCode.ERROR_CODE_NOT_FOUND);
            }),
        must(
            "host/exit/in-state",
            "STATE-2 PROTOCOL#terminals",
            "the end of a program is told in the terminal's entity",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              Replica replica =
                  Replica.subscribe(
                      scene.welcomed(), Frames.subscribe(terminal.workspace().name()));
              terminal.exited(7);
              replica.until(
                  () -> {
                    var body = replica.model().view().get(terminal.id());
                    return body != null && body.getTerminal().getExit().getStatus() == 7;
                  },
                  Long.MAX_VALUE);
            }));
  }

  private static ClientFrame.Builder register(Workspace workspace, String hostId, String instance) {
    return stream(1)
        .setRegisterHost(
            RegisterHost.newBuilder()
                .setWorkspace(workspace.name())
                .setHostId(hostId)
                .setInstance(instance));
  }

  private static ConformanceCase<ServerScene> name(String what, String hostId) {
    return must(
        "host/register/name-" + what,
        "PROTOCOL#limits",
        "a host_id that is " + what.replace('-', ' ') + " is INVALID_ARGUMENT",
        scene -> {
          Workspace workspace = scene.workspace();
          Peer host = scene.welcomed();
          host.send(register(workspace, hostId, "first").build());
          host.refused(1, ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
        });
  }

  private static ConformanceCase<ServerScene> refusedOutput(
      String name, String what, long offset, ByteString data) {
    return must(
        "host/publish/" + name,
        name.equals("elsewhere") ? "PUBLISH-1" : "PROTOCOL#limits",
        what + " ends the publish stream with INVALID_ARGUMENT, and nothing of it is kept",
        scene -> {
          HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
          terminal.host().send(terminal.output(offset, data));
          terminal.host().endsWith(terminal.publishStream(), ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
          same(0L, terminal.publish().getEnd(), "the end of the log");
        });
  }

  private static void continues(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    ByteString output = Texts.lines(50_000);
    terminal.print(output.substring(0, 30_000));
    terminal.awaitDurable();
    same(30_000L, terminal.publish().getEnd(), "the end that Published tells");
    terminal.print(output.substring(30_000));
    Viewer viewer =
        Viewer.attach(scene.welcomed(), Frames.attach(terminal.workspace().name(), terminal.id()));
    viewer.reads(output);
  }

  private static void acknowledged(ServerScene scene) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    long told = 0;
    for (int i = 0; i < 10; i++) {
      terminal.print(Texts.noise(10_000));
    }
    while (told < terminal.end()) {
      told =
          terminal
              .host()
              .find(terminal.publishStream(), "PublishAck", ServerFrame::hasPublishAck)
              .getPublishAck()
              .getDurableOffset();
      require(told <= terminal.end(), "it acknowledges " + told + " of " + terminal.end());
    }
    terminal.exited(0);
    terminal
        .host()
        .find(
            terminal.publishStream(),
            "PublishAck of the exit",
            frame -> frame.getPublishAck().getExited());
  }

  private static void spawnFailed(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Peer host = scene.welcomed();
    int stream = HostedTerminal.register(host, workspace.name(), "refuses");
    Peer peer = workspace.peer();
    long seq = peer.nextRequest();
    peer.send(
        HostedTerminal.openTerminal(
            seq, workspace.name(), "refuses", "t", TerminalSpec.getDefaultInstance()));
    host.expect(stream, ServerFrame.BodyCase.OPEN);
    host.send(
        stream(stream)
            .setOpenResult(
                OpenResult.newBuilder()
                    .setTerminalId("t")
                    .setCode(ErrorCode.ERROR_CODE_SPAWN_FAILED)
                    .setMessage("no such program: ghost")));
    var error = peer.refusedRequest(seq, ErrorCode.ERROR_CODE_SPAWN_FAILED);
    require(error.getMessage().contains("ghost"), "the host's words are lost");
  }

  private static ClientFrame close(long seq, String workspace, String terminal) {
    return zero()
        .setCloseTerminal(
            CloseTerminal.newBuilder()
                .setRequestSeq(seq)
                .setWorkspace(workspace)
                .setTerminalId(terminal))
        .build();
  }
}
