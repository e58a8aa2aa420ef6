package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.log.LogStore;
import java.util.List;

/**
 * A server with a workspace that has something of everything, a host, and a bystander who watches
 * all of it and must never notice what happens to others.
 */
final class PreparedServer {
  static final String TERMINAL = "t1";

  /** Its host was asked to start it, and has not answered. */
  static final String UNANSWERED = "t2";

  static final String HOST = "h";
  static final String INSTANCE = "i";

  /** The first number that the server drew. */
  private static final long STATE_EPOCH = 1;

  private static final int SAID_AT_ONCE = 16 * 1024;

  /** What terminal t1 has said. */
  static final byte[] OUTPUT = output();

  final FuzzTime time = new FuzzTime();
  final FuzzedServer server;
  private final FuzzedPeer host;
  private final FuzzedPeer bystander;
  private long requestSeq;
  private long inputSeq;

  PreparedServer(LogStore store) {
    server = new FuzzedServer(time, store);
    host = server.connect();
    bystander = server.connect();
    time.passMs(1);
    host.hello();
    host.send(
        ClientFrame.newBuilder()
            .setStreamId(1)
            .setRegisterHost(
                RegisterHost.newBuilder()
                    .setWorkspace(FuzzedServer.WORKSPACE)
                    .setHostId(HOST)
                    .setInstance(INSTANCE)));
    bystander.hello();
    time.passMs(5);
    fillState();
    openTerminal();
    watch();
    askForProgram(UNANSWERED);
  }

  private static byte[] output() {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 60; line++) {
      text.append("\u001b[3").append(line % 8).append("mline ").append(line).append("\u001b[0m é€");
      text.append(line % 3 == 0 ? "\r\n" : "\n");
    }
    return ByteString.copyFromUtf8(text.toString()).toByteArray();
  }

  private void fillState() {
    mutate(
        create(
            "tab1",
            EntityBody.newBuilder()
                .setTab(
                    Tab.newBuilder()
                        .setTitle("one")
                        .setLayout(Layout.newBuilder().setPaneId("p1")))),
        create("p1", EntityBody.newBuilder().setPane(Pane.newBuilder().setTabId("tab1"))),
        create(
            "r1",
            EntityBody.newBuilder()
                .setRecord(
                    Record.newBuilder()
                        .setType("note")
                        .setPayload(ByteString.copyFrom(new byte[300])))));
  }

  private void mutate(Operation... operations) {
    bystander.send(
        ClientFrame.newBuilder()
            .setMutate(
                Mutate.newBuilder()
                    .setWorkspace(FuzzedServer.WORKSPACE)
                    .setBaseEpoch(STATE_EPOCH)
                    .setRequest(RequestId.newBuilder().setRequestSeq(++requestSeq))
                    .addAllOperations(List.of(operations))));
    time.passMs(5);
  }

  private static Operation create(String id, EntityBody.Builder body) {
    return Operation.newBuilder()
        .setCreate(CreateEntity.newBuilder().setId(id).setBody(body))
        .build();
  }

  private void askForProgram(String terminalId) {
    bystander.send(
        ClientFrame.newBuilder()
            .setOpenTerminal(
                OpenTerminal.newBuilder()
                    .setRequest(RequestId.newBuilder().setRequestSeq(++requestSeq))
                    .setWorkspace(FuzzedServer.WORKSPACE)
                    .setTerminalId(terminalId)));
    time.passMs(5);
  }

  private void openTerminal() {
    askForProgram(TERMINAL);
    host.send(
        ClientFrame.newBuilder()
            .setStreamId(1)
            .setOpenResult(OpenResult.newBuilder().setTerminalId(TERMINAL)),
        ClientFrame.newBuilder()
            .setStreamId(2)
            .setPublish(
                Publish.newBuilder()
                    .setWorkspace(FuzzedServer.WORKSPACE)
                    .setTerminalId(TERMINAL)
                    .setHostId(HOST)
                    .setInstance(INSTANCE)));
    time.passMs(5);
    host.send(
        ClientFrame.newBuilder()
            .setStreamId(2)
            .setPublishOutput(PublishOutput.newBuilder().setData(ByteString.copyFrom(OUTPUT))));
    time.passMs(5);
  }

  private void watch() {
    bystander.send(
        ClientFrame.newBuilder()
            .setStreamId(1)
            .setSubscribe(
                Subscribe.newBuilder().setWorkspace(FuzzedServer.WORKSPACE).setPresence(true)),
        ClientFrame.newBuilder()
            .setStreamId(2)
            .setAttach(
                Attach.newBuilder()
                    .setWorkspace(FuzzedServer.WORKSPACE)
                    .setTerminalId(TERMINAL)
                    .setStart(FromStart.getDefaultInstance())
                    .setMode(AttachMode.ATTACH_MODE_LOSSLESS)),
        ClientFrame.newBuilder()
            .setStreamId(3)
            .setSubscribe(Subscribe.newBuilder().setWorkspace(FuzzedServer.WORKSPACE)));
    time.passMs(100);
    List<ServerFrame> seen = bystander.takeFrames();
    if (seen.stream().filter(ServerFrame::hasCompressed).count() < 2) { // output, and the state
      throw new AssertionError("the server was not prepared: " + seen);
    }
  }

  /** Terminal t1 says more. */
  void say(ByteString output) {
    for (int at = 0; at < output.size(); at += SAID_AT_ONCE) {
      ByteString part = output.substring(at, Math.min(output.size(), at + SAID_AT_ONCE));
      host.send(
          ClientFrame.newBuilder()
              .setStreamId(2)
              .setPublishOutput(
                  PublishOutput.newBuilder().setOffset(OUTPUT.length + at).setData(part)));
      time.passMs(2);
    }
  }

  /** The bystander types, and so asks something of whoever is the host. */
  void type() {
    bystander.send(
        ClientFrame.newBuilder()
            .setStreamId(2)
            .setInput(
                Input.newBuilder()
                    .setSeq(++inputSeq)
                    .setKind(InputKind.INPUT_KIND_TYPED)
                    .setData(ByteString.copyFromUtf8("ls\r"))));
  }

  /** Lets what was sent have all its effects, timers too, while the bystander stays awake. */
  void settle() {
    for (int i = 0; i < 4; i++) {
      time.passMs(200);
      bystander.credit(1, Long.MAX_VALUE);
      bystander.credit(2, Long.MAX_VALUE);
      bystander.credit(3, Long.MAX_VALUE);
      bystander.confirm();
      time.passMs(15_000);
      bystander.takeFrames();
    }
  }

  /** Throws unless the bystander and newcomers are served as before. */
  void requireUnharmed() {
    if (bystander.closeCode() != 0 || !bystander.isAnswered()) {
      throw new AssertionError("the bystander was harmed: " + bystander.closeCode());
    }
    FuzzedPeer newcomer = server.connect();
    time.passMs(1);
    newcomer.hello();
    time.passMs(5);
    if (newcomer.takeFrames().stream().noneMatch(ServerFrame::hasWelcome)
        || !newcomer.isAnswered()) {
      throw new AssertionError("a newcomer is not served");
    }
    long seq = requestSeq + 1;
    bystander.takeFrames();
    mutate(
        create(
            "after" + seq, EntityBody.newBuilder().setRecord(Record.newBuilder().setType("note"))));
    time.passMs(3_000);
    if (bystander.takeFrames().stream().noneMatch(frame -> isAnswer(frame, seq))) {
      throw new AssertionError("the workspace takes no changes any more " + bystander.closeCode());
    }
    newcomer.cut();
    time.passMs(10);
  }

  /** An error is one too: the workspace may be deleted by now. */
  private static boolean isAnswer(ServerFrame frame, long requestSeq) {
    return frame.getMutateResult().getRequestSeq() == requestSeq
        || frame.getError().getRequestSeq() == requestSeq;
  }
}
