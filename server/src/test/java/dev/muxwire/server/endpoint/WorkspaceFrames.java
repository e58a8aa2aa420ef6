package dev.muxwire.server.endpoint;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import java.util.function.Function;
import java.util.stream.Stream;

/** One frame of each kind that names a workspace, well-formed, with the grant that it needs. */
final class WorkspaceFrames {
  private static final int SEQ = 7;
  private static final int STREAM = 1;

  private WorkspaceFrames() {}

  /**
   * A kind of frame.
   *
   * @param grant what a token must have for it
   */
  record Sample(String kind, String grant, Function<String, ClientFrame.Builder> make) {
    ClientFrame in(String workspace) {
      return make.apply(workspace).build();
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  static Stream<Sample> all() {
    return Stream.concat(Stream.of(createWorkspace()), ofRequestsAndStreams());
  }

  /** Those that need a workspace that is there. */
  static Stream<Sample> ofRequestsAndStreams() {
    return Stream.concat(requests(), streams());
  }

  private static Sample createWorkspace() {
    return sample(
        "CreateWorkspace",
        "open",
        (frame, name) ->
            frame.setCreateWorkspace(
                CreateWorkspace.newBuilder()
                    .setRequest(BadInputFixture.request(SEQ))
                    .setWorkspace(name)));
  }

  private static Stream<Sample> requests() {
    var id = BadInputFixture.request(SEQ);
    return Stream.of(
        sample(
            "Mutate",
            "write",
            (frame, name) ->
                frame.setMutate(Mutate.newBuilder().setRequest(id).setWorkspace(name))),
        sample(
            "Get",
            "read",
            (frame, name) -> frame.setGet(Get.newBuilder().setRequestSeq(SEQ).setWorkspace(name))),
        sample(
            "OpenTerminal",
            "open",
            (frame, name) ->
                frame.setOpenTerminal(
                    OpenTerminal.newBuilder()
                        .setRequest(id)
                        .setWorkspace(name)
                        .setTerminalId("t"))),
        sample(
            "CloseTerminal",
            "open",
            (frame, name) ->
                frame.setCloseTerminal(
                    CloseTerminal.newBuilder()
                        .setRequestSeq(SEQ)
                        .setWorkspace(name)
                        .setTerminalId("t"))),
        sample(
            "PurgeTerminal",
            "open",
            (frame, name) ->
                frame.setPurgeTerminal(
                    PurgeTerminal.newBuilder()
                        .setRequestSeq(SEQ)
                        .setWorkspace(name)
                        .setTerminalId("t"))),
        sample(
            "ConfigureTerminal",
            "open",
            (frame, name) ->
                frame.setConfigureTerminal(
                    ConfigureTerminal.newBuilder()
                        .setRequestSeq(SEQ)
                        .setWorkspace(name)
                        .setTerminalId("t")
                        .setRetentionBytes(1))),
        sample(
            "DeleteWorkspace",
            "open",
            (frame, name) ->
                frame.setDeleteWorkspace(
                    DeleteWorkspace.newBuilder().setRequest(id).setWorkspace(name))));
  }

  private static Stream<Sample> streams() {
    return Stream.of(
        sample(
            "Subscribe",
            "read",
            (frame, name) ->
                opening(frame).setSubscribe(Subscribe.newBuilder().setWorkspace(name))),
        sample("Attach", "write", (frame, name) -> opening(frame).setAttach(attach(name))),
        sample(
            "Attach read-only",
            "read",
            (frame, name) -> opening(frame).setAttach(attach(name).setReadOnly(true))),
        sample(
            "FetchScrollback",
            "read",
            (frame, name) ->
                opening(frame)
                    .setFetchScrollback(
                        FetchScrollback.newBuilder().setWorkspace(name).setTerminalId("t"))),
        sample(
            "RegisterHost",
            "host",
            (frame, name) ->
                opening(frame)
                    .setRegisterHost(
                        RegisterHost.newBuilder()
                            .setWorkspace(name)
                            .setHostId("h")
                            .setInstance("i"))),
        sample(
            "Publish",
            "host",
            (frame, name) ->
                opening(frame)
                    .setPublish(Publish.newBuilder().setWorkspace(name).setTerminalId("t"))));
  }

  private static Attach.Builder attach(String workspace) {
    return Attach.newBuilder().setWorkspace(workspace).setTerminalId("t");
  }

  private static ClientFrame.Builder opening(ClientFrame.Builder frame) {
    return frame.setStreamId(STREAM);
  }

  private interface Body {
    ClientFrame.Builder set(ClientFrame.Builder frame, String workspace);
  }

  private static Sample sample(String kind, String grant, Body body) {
    return new Sample(kind, grant, name -> body.set(ClientFrame.newBuilder(), name));
  }

  /** The refusal of one of these: on its stream, or with its request_seq. */
  static Error awaitError(RawPeer peer, ClientFrame sent) {
    ServerFrame answer =
        peer.awaitFrame(frame -> frame.hasError() && frame.getStreamId() == sent.getStreamId());
    return answer.getError();
  }

  /** The request_seq that the refusal of such a frame carries. */
  static long expectedSeq(ClientFrame sent) {
    return sent.getStreamId() == 0 ? SEQ : 0;
  }
}
