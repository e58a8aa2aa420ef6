package dev.muxwire.conformance.server;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.HostInputAck;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.Published;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;

/** A terminal that the suite itself hosts: there is no program, output is what a script says. */
final class HostedTerminal {
  static final String INSTANCE = "first-instance";

  private static final int OUTPUT_BYTES = 16 << 10;
  private static final int OVERHEAD_BYTES = 64;

  private final Workspace workspace;
  private final Peer host;
  private final String hostId;
  private final String id;
  private final int hostStream;
  private int publishStream;
  private Published published;
  private long end;
  private long elapsedUs;

  private HostedTerminal(Workspace workspace, Peer host, String hostId, String id, int hostStream) {
    this.workspace = workspace;
    this.host = host;
    this.hostId = hostId;
    this.id = id;
    this.hostStream = hostStream;
    this.published = publish();
  }

  /** Registers a host of its own, opens a terminal there and publishes it. */
  static HostedTerminal open(ServerScene scene, Workspace workspace) {
    return open(scene, workspace, TerminalSpec.getDefaultInstance());
  }

  static HostedTerminal open(ServerScene scene, Workspace workspace, TerminalSpec spec) {
    Peer host = scene.welcomed();
    String hostId = "host-" + Long.toHexString(System.nanoTime());
    int hostStream = register(host, workspace.name(), hostId);
    return open(workspace, host, hostId, hostStream, "terminal-1", spec);
  }

  /** One more terminal of the same host. */
  HostedTerminal another(String otherId) {
    return open(workspace, host, hostId, hostStream, otherId, TerminalSpec.getDefaultInstance());
  }

  private static HostedTerminal open(
      Workspace workspace, Peer host, String hostId, int hostStream, String id, TerminalSpec spec) {
    Peer opener = workspace.peer();
    long seq = opener.nextRequest();
    opener.send(openTerminal(seq, workspace.name(), hostId, id, spec));
    ServerFrame asked = host.expect(hostStream, ServerFrame.BodyCase.OPEN);
    ServerScene.same(id, asked.getOpen().getTerminalId(), "the terminal to open");
    host.send(Frames.stream(hostStream).setOpenResult(OpenResult.newBuilder().setTerminalId(id)));
    ServerFrame answer = opener.answer(seq);
    ServerScene.require(
        answer.hasOpenTerminalResult(),
        "OpenTerminalResult was due, and came: " + MessageText.of(answer));
    return new HostedTerminal(workspace, host, hostId, id, hostStream);
  }

  static ClientFrame openTerminal(
      long seq, String workspace, String hostId, String id, TerminalSpec spec) {
    return Frames.zero()
        .setOpenTerminal(
            OpenTerminal.newBuilder()
                .setRequest(Frames.request(seq))
                .setWorkspace(workspace)
                .setHostId(hostId)
                .setTerminalId(id)
                .setSpec(spec))
        .build();
  }

  static int register(Peer host, String workspace, String hostId) {
    int stream = host.newStream();
    host.send(
        Frames.stream(stream)
            .setRegisterHost(
                RegisterHost.newBuilder()
                    .setWorkspace(workspace)
                    .setHostId(hostId)
                    .setInstance(INSTANCE)));
    host.expect(stream, ServerFrame.BodyCase.HOST_REGISTERED);
    return stream;
  }

  /** Publishes it on a stream of its own, from where the log ends. */
  Published publish() {
    publishStream = host.newStream();
    host.send(publishFrame(publishStream));
    published =
        host.find(publishStream, "Published", f -> f.hasPublished() || f.hasError()).getPublished();
    ServerScene.require(published.getLogEpoch() != 0, "Published was due, with its log_epoch");
    end = published.getEnd();
    return published;
  }

  ClientFrame publishFrame(int stream) {
    return Frames.stream(stream)
        .setPublish(
            Publish.newBuilder()
                .setWorkspace(workspace.name())
                .setTerminalId(id)
                .setHostId(hostId)
                .setInstance(INSTANCE)
                .setEnd(end))
        .build();
  }

  String id() {
    return id;
  }

  String hostId() {
    return hostId;
  }

  Peer host() {
    return host;
  }

  int hostStream() {
    return hostStream;
  }

  int publishStream() {
    return publishStream;
  }

  Published published() {
    return published;
  }

  /** The offset behind the last byte. */
  long end() {
    return end;
  }

  Workspace workspace() {
    return workspace;
  }

  /** Publishes output, as the server's credit allows. */
  void print(ByteString output) {
    for (int from = 0; from < output.size(); from += OUTPUT_BYTES) {
      ByteString data = output.substring(from, Math.min(output.size(), from + OUTPUT_BYTES));
      host.awaitCredit(publishStream, data.size() + OVERHEAD_BYTES);
      host.send(output(end, data));
      end += data.size();
    }
  }

  void print(String output) {
    print(ByteString.copyFromUtf8(output));
  }

  ClientFrame output(long offset, ByteString data) {
    elapsedUs += 1_000;
    return Frames.stream(publishStream)
        .setPublishOutput(
            PublishOutput.newBuilder().setOffset(offset).setData(data).setElapsedUs(elapsedUs))
        .build();
  }

  /** Publishes output, and waits until it is durable. */
  void printDurably(ByteString output) {
    print(output);
    awaitDurable();
  }

  /** Until all output is acknowledged. */
  void awaitDurable() {
    host.find(
        publishStream,
        "PublishAck of " + end,
        frame -> frame.getPublishAck().getDurableOffset() >= end);
  }

  void resized(TerminalSize size) {
    host.send(
        Frames.stream(publishStream)
            .setPublishResized(
                PublishResized.newBuilder().setOffset(end).setSize(size).setElapsedUs(elapsedUs)));
  }

  /** The next bytes cannot be had. */
  void hole(long bytes) {
    host.send(
        Frames.stream(publishStream)
            .setPublishHole(
                PublishHole.newBuilder()
                    .setFrom(end)
                    .setTo(end + bytes)
                    .setReason(SkipReason.SKIP_REASON_HOST_OVERFLOW)));
    end += bytes;
  }

  void exited(int status) {
    host.send(
        Frames.stream(publishStream)
            .setPublishExited(
                PublishExited.newBuilder()
                    .setOffset(end)
                    .setElapsedUs(elapsedUs)
                    .setExit(
                        TerminalExit.newBuilder()
                            .setReason(dev.muxwire.proto.v1.ExitReason.EXIT_REASON_EXITED)
                            .setStatus(status))));
  }

  /** The next input that the server brings. */
  HostInput input() {
    ServerFrame frame =
        host.find(publishStream, "HostInput", one -> one.hasHostInput() || one.hasError());
    if (frame.hasError()) {
      throw Breach.of("HostInput was due, and came: " + MessageText.of(frame));
    }
    return frame.getHostInput();
  }

  void acknowledge(HostInput input) {
    host.send(
        Frames.stream(publishStream)
            .setHostInputAck(
                HostInputAck.newBuilder()
                    .setClientId(input.getClientId())
                    .setInputSource(input.getInputSource())
                    .setSeq(input.getSeq())));
  }
}
