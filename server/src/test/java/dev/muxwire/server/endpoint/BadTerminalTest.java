package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.Resize;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Signal;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.wire.ProtocolLimits;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What viewers, hosts and their requests may not do; a terminal lives on through all of it. */
final class BadTerminalTest extends BadInputFixture {
  private static int nextId;

  private RawPeer host;
  private String hostId;
  private String terminal;

  @BeforeEach
  void aHostWithATerminal() {
    hostId = "host" + nextId++;
    terminal = "terminal" + nextId++;
    host = RawPeer.welcomed(server.uri(), token);
    host.send(register(1, hostId));
    host.awaitFrame(ServerFrame::hasHostRegistered);
    host.send(open(1, terminal, TerminalSpec.getDefaultInstance()));
    host.awaitFrame(frame -> frame.getOpen().getTerminalId().equals(terminal));
    host.send(stream(1).setOpenResult(OpenResult.newBuilder().setTerminalId(terminal)).build());
    host.awaitFrame(ServerFrame::hasOpenTerminalResult);
    host.send(publish(2));
    host.awaitFrame(ServerFrame::hasPublished);
  }

  @AfterEach
  void theTerminalLives() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(attach(1).build());
      assertThat(peer.awaitFrame(ServerFrame::hasAttached).hasError()).isFalse();
    }
    host.close();
  }

  private static ClientFrame register(int id, String hostId) {
    return stream(id)
        .setRegisterHost(
            RegisterHost.newBuilder().setWorkspace("main").setHostId(hostId).setInstance("i"))
        .build();
  }

  private ClientFrame open(long seq, String id, TerminalSpec spec) {
    return ClientFrame.newBuilder()
        .setOpenTerminal(
            OpenTerminal.newBuilder()
                .setRequest(request(seq))
                .setWorkspace("main")
                .setHostId(hostId)
                .setTerminalId(id)
                .setSpec(spec))
        .build();
  }

  private ClientFrame publish(int id) {
    return stream(id)
        .setPublish(
            Publish.newBuilder()
                .setWorkspace("main")
                .setTerminalId(terminal)
                .setHostId(hostId)
                .setInstance("i"))
        .build();
  }

  private ClientFrame.Builder attach(int id) {
    return stream(id)
        .setAttach(
            Attach.newBuilder().setWorkspace("main").setTerminalId(terminal).setInputSource(1));
  }

  private static TerminalSize size(int columns, int rows) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }

  private static ClientFrame input(int id, long seq, int bytes) {
    return stream(id)
        .setInput(Input.newBuilder().setSeq(seq).setData(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  /** An attached viewer that does this gets this, on its stream alone. */
  private void viewer(ErrorCode code, ClientFrame.Builder attach, ClientFrame... deed) {
    answersOnStream(
        1,
        peer -> {
          peer.send(attach.build());
          peer.awaitFrame(ServerFrame::hasAttached);
          peer.send(deed);
        },
        code);
  }

  private void viewer(ErrorCode code, ClientFrame... deed) {
    viewer(code, attach(1), deed);
  }

  // ---- viewers

  @Test
  void input_thatIsEmptyOrTooLong_isInvalid() {
    viewer(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, input(1, 1, 0));
    viewer(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, input(1, 1, ProtocolLimits.INPUT_BYTES + 1));
  }

  @Test
  void input_outOfItsOrder_isInvalid() {
    viewer(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, input(1, 0, 1));
    viewer(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, input(1, 1, 1), input(1, 3, 1));
  }

  @Test
  void input_beyondTheCredit_endsTheStream() {
    answersOnStream(
        1,
        peer -> {
          peer.send(attach(1).build());
          peer.awaitFrame(ServerFrame::hasAttached);
          for (int seq = 1; seq <= 80; seq++) { // more than a window, and nobody acknowledges
            peer.send(input(1, seq, ProtocolLimits.INPUT_BYTES));
          }
        },
        ErrorCode.ERROR_CODE_CREDIT_EXCEEDED);
  }

  @Test
  void whoIsReadOnly_mayNotTypeNorSignal() {
    Attach readOnly = attach(1).getAttach().toBuilder().setReadOnly(true).build();
    viewer(ErrorCode.ERROR_CODE_FORBIDDEN, stream(1).setAttach(readOnly), input(1, 1, 1));
    viewer(ErrorCode.ERROR_CODE_FORBIDDEN, stream(1).setAttach(readOnly), signal("INT"));
  }

  private static ClientFrame signal(String name) {
    return stream(1).setSignal(Signal.newBuilder().setName(name)).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SIGINT", "STOP", "9"})
  void signal_thatIsNone_isInvalid(String name) {
    viewer(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, signal(name));
  }

  @ParameterizedTest
  @CsvSource({"0,24", "80,0", "1001,24", "80,1001"})
  void size_thatNoTerminalHas_isInvalid(int columns, int rows) {
    viewer(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        stream(1).setResize(Resize.newBuilder().setSize(size(columns, rows))).build());
    Attach attach = attach(1).getAttach().toBuilder().setSize(size(columns, rows)).build();
    answersOnStream(
        1,
        peer -> peer.send(stream(1).setAttach(attach).build()),
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
  }

  @Test
  void frameOfAnotherKindOfStream_isStreamInvalid() {
    viewer(
        ErrorCode.ERROR_CODE_STREAM_INVALID,
        stream(1).setPublishOutput(PublishOutput.newBuilder()).build());
    answersOnStream(
        1,
        peer -> peer.send(subscribe(1, "main"), input(1, 1, 1)),
        ErrorCode.ERROR_CODE_STREAM_INVALID);
  }

  @Test
  void streamIdInUse_isStreamInvalid() {
    answersOnStream(
        1,
        peer -> peer.send(subscribe(1, "main"), attach(1).build()),
        ErrorCode.ERROR_CODE_STREAM_INVALID);
  }

  @Test
  void scrollback_ofNothing_orBackwards_isRefused() {
    FetchScrollback.Builder fetch = FetchScrollback.newBuilder().setWorkspace("main");
    answersOnStream(
        1,
        peer -> peer.send(stream(1).setFetchScrollback(fetch.setTerminalId("none")).build()),
        ErrorCode.ERROR_CODE_NOT_FOUND);
    ByteRange backwards = ByteRange.newBuilder().setFrom(9).setTo(3).build();
    answersOnStream(
        1,
        peer ->
            peer.send(
                stream(1)
                    .setFetchScrollback(fetch.setTerminalId(terminal).setBytes(backwards))
                    .build()),
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
  }

  // ---- requests

  private void refusedRequest(ErrorCode code, ClientFrame request, long seq) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(request);
      var error =
          peer.awaitFrame(frame -> frame.hasError() && frame.getError().getRequestSeq() == seq)
              .getError();
      assertThat(error.getCode()).isEqualTo(code);
      assertThat(error.getMessage()).isNotBlank();
      assertAlive(peer);
    }
  }

  @Test
  void terminalWithoutAHost_isUnreachable_andIsNotMade() {
    hostId = "nobody";
    String id = "t" + nextId++;
    refusedRequest(
        ErrorCode.ERROR_CODE_UNREACHABLE, open(7, id, TerminalSpec.getDefaultInstance()), 7);
    answersOnStream(
        1,
        peer ->
            peer.send(
                stream(1)
                    .setAttach(Attach.newBuilder().setWorkspace("main").setTerminalId(id))
                    .build()),
        ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @Test
  void terminalWithAnIdThatIsTaken_alreadyExists() {
    refusedRequest(
        ErrorCode.ERROR_CODE_ALREADY_EXISTS,
        open(7, terminal, TerminalSpec.getDefaultInstance()),
        7);
  }

  @Test
  void specThatIsTooLarge_orOfAnImpossibleSize_isRefused() {
    TerminalSpec huge = TerminalSpec.newBuilder().addCommand("x".repeat(40_000)).build();
    refusedRequest(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, openInChunks(huge), 7);
    TerminalSpec odd = TerminalSpec.newBuilder().setSize(size(0, 0)).build();
    refusedRequest(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, open(7, "t" + nextId++, odd), 7);
  }

  /** It fits a packet, and is above what a spec may have. */
  private ClientFrame openInChunks(TerminalSpec spec) {
    ClientFrame frame = open(7, "t" + nextId++, spec);
    assertThat(frame.getSerializedSize()).isLessThan(ProtocolLimits.DEFAULT_PACKET_BYTES);
    return frame;
  }

  @Test
  void commandThatDoesNotExist_isSpawnFailed_withTheHostsWords() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      String id = "t" + nextId++;
      peer.send(open(7, id, TerminalSpec.newBuilder().addCommand("/no/such").build()));
      host.awaitFrame(frame -> frame.getOpen().getTerminalId().equals(id));
      host.send(
          stream(1)
              .setOpenResult(
                  OpenResult.newBuilder()
                      .setTerminalId(id)
                      .setCode(ErrorCode.ERROR_CODE_SPAWN_FAILED)
                      .setMessage("/no/such: not found"))
              .build());
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_SPAWN_FAILED);
      assertThat(error.getMessage()).contains("/no/such");
      assertAlive(peer);
    }
  }

  @Test
  void closingNothing_isNotFound() {
    ClientFrame close =
        ClientFrame.newBuilder()
            .setCloseTerminal(
                CloseTerminal.newBuilder()
                    .setRequestSeq(7)
                    .setWorkspace("main")
                    .setTerminalId("none"))
            .build();
    refusedRequest(ErrorCode.ERROR_CODE_NOT_FOUND, close, 7);
  }

  // ---- hosts

  @Test
  void hostWithoutAName_orWithALongOne_isInvalid() {
    for (String name : new String[] {"", "h".repeat(51)}) {
      answersOnStream(
          1, peer -> peer.send(register(1, name)), ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    }
  }

  /** The publisher does this, its stream ends so, and it may publish again. */
  private void publisher(ErrorCode code, Consumer<RawPeer> deed) {
    deed.accept(host);
    ServerFrame answer = host.awaitFrame(frame -> frame.getStreamId() == 2 && frame.hasError());
    assertThat(answer.getError().getCode()).isEqualTo(code);
    host.send(publish(3));
    host.awaitFrame(frame -> frame.getStreamId() == 3 && frame.hasPublished());
  }

  private static ClientFrame output(long offset, int bytes) {
    return stream(2)
        .setPublishOutput(
            PublishOutput.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  @Test
  void output_thatIsEmpty_isInvalid() {
    publisher(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, peer -> peer.send(output(0, 0)));
  }

  @Test
  void output_thatIsTooLong_isInvalid() {
    publisher(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        peer -> peer.send(output(0, ProtocolLimits.PUBLISH_OUTPUT_BYTES + 1)));
  }

  @Test
  void output_thatLeavesAHole_isInvalid_andNotKept() {
    publisher(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, peer -> peer.send(output(5, 10)));
    var published =
        host.awaitFrame(frame -> frame.getStreamId() == 3 && frame.hasPublished()).getPublished();
    assertThat(published.getEnd()).isZero();
  }

  @Test
  void publishedSize_thatNoTerminalHas_isInvalid() {
    publisher(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        peer ->
            peer.send(
                stream(2)
                    .setPublishResized(PublishResized.newBuilder().setSize(size(0, 5)))
                    .build()));
  }

  // ---- settings

  private void refusesToConfigure(ErrorCode code, Consumer<ConfigureTerminal.Builder> change) {
    ConfigureTerminal.Builder configure =
        ConfigureTerminal.newBuilder()
            .setRequestSeq(9)
            .setWorkspace("main")
            .setTerminalId(terminal);
    change.accept(configure);
    answersOnStream(
        0,
        peer -> peer.send(ClientFrame.newBuilder().setConfigureTerminal(configure).build()),
        code);
  }

  @Test
  void settings_thatNoTerminalHas_areInvalid() {
    ErrorCode invalid = ErrorCode.ERROR_CODE_INVALID_ARGUMENT;
    refusesToConfigure(invalid, nothing -> {});
    refusesToConfigure(invalid, change -> change.setSizePolicyValue(99));
    refusesToConfigure(invalid, change -> change.setRetentionBytes(-1));
    refusesToConfigure(invalid, change -> change.setSize(size(80, 24)));
    refusesToConfigure(
        invalid, change -> change.setSizePolicy(SizePolicy.SIZE_POLICY_FIXED).setSize(size(0, 24)));
    refusesToConfigure(
        ErrorCode.ERROR_CODE_NOT_FOUND,
        change -> change.setTerminalId("nothing").setWaitForReaders(true));
    answersOnStream(
        0,
        peer -> peer.send(open(9, "new", TerminalSpec.newBuilder().setSizePolicyValue(99).build())),
        invalid);
    answersOnStream(
        0,
        peer -> peer.send(open(9, "new", TerminalSpec.newBuilder().setRetentionBytes(-1).build())),
        invalid);
  }

  @Test
  void viewerThatSkips_cannotBeWaitedFor() {
    ClientFrame.Builder live = attach(1);
    live.getAttachBuilder().setMode(AttachMode.ATTACH_MODE_LIVE).setRequired(true);
    answersOnStream(1, peer -> peer.send(live.build()), ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
  }
}
