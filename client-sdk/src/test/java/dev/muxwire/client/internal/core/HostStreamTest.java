package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.HostRegistered;
import dev.muxwire.proto.v1.HostSignal;
import dev.muxwire.proto.v1.LivingTerminal;
import dev.muxwire.proto.v1.Open;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.PublishAck;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.Published;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostStreamTest {
  private final Bench bench = Bench.connected();
  private final Host host = new Host();
  private final HostRegistration registration =
      bench.client.registerHost("main", "laptop", host, false);

  private static final class Host implements HostListener {
    final Map<String, CompletableFuture<Void>> opened = new HashMap<>();
    final List<String> ended = new ArrayList<>();
    @Nullable MuxwireException end;

    @Override
    public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
      CompletableFuture<Void> running = new CompletableFuture<>();
      if (opened.put(terminalId, running) != null) {
        throw new AssertionError("started twice: " + terminalId);
      }
      return running;
    }

    @Override
    public void end(String terminalId) {
      ended.add(terminalId);
    }

    @Override
    public void ended(MuxwireException reason) {
      end = reason;
    }
  }

  private static final class Pty implements HostTerminalListener {
    final List<Integer> inputs = new ArrayList<>();
    final List<CompletableFuture<Void>> writes = new ArrayList<>();
    final List<String> signals = new ArrayList<>();
    @Nullable MuxwireException end;

    @Override
    public CompletableFuture<Void> input(byte[] data, boolean typed) {
      inputs.add((int) data[0]);
      CompletableFuture<Void> write = new CompletableFuture<>();
      writes.add(write);
      return write;
    }

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public void signal(String name) {
      signals.add(name);
    }

    @Override
    public void ended(MuxwireException reason) {
      end = reason;
    }
  }

  HostStreamTest() {
    bench.loop.run();
  }

  private void register(ScriptedPeer.Connection connection, String... unknown) {
    connection.send(
        connection.last(ClientFrame.BodyCase.REGISTER_HOST).getStreamId(),
        ServerFrame.newBuilder()
            .setHostRegistered(
                HostRegistered.newBuilder().addAllUnknownTerminalIds(List.of(unknown))));
  }

  private static int publishId(ScriptedPeer.Connection connection) {
    return connection.last(ClientFrame.BodyCase.PUBLISH).getStreamId();
  }

  private static void published(
      ScriptedPeer.Connection connection, long epoch, long end, boolean exited) {
    connection.send(
        publishId(connection),
        ServerFrame.newBuilder()
            .setPublished(Published.newBuilder().setLogEpoch(epoch).setEnd(end).setExited(exited)));
  }

  private static void ack(ScriptedPeer.Connection connection, long durable, boolean exited) {
    connection.send(
        publishId(connection),
        ServerFrame.newBuilder()
            .setPublishAck(PublishAck.newBuilder().setDurableOffset(durable).setExited(exited)));
  }

  private static String outputOf(ScriptedPeer.Connection connection) {
    ByteString all = ByteString.EMPTY;
    for (ClientFrame frame : connection.all(ClientFrame.BodyCase.PUBLISH_OUTPUT)) {
      all = all.concat(frame.getPublishOutput().getData());
    }
    return all.toStringUtf8();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private PublishedTerminal publish(Pty pty) {
    register(bench.peer.latest());
    PublishedTerminal terminal = registration.publish("t", pty);
    bench.loop.run();
    return terminal;
  }

  private static ServerFrame.Builder input(long seq, int value) {
    return ServerFrame.newBuilder()
        .setHostInput(
            HostInput.newBuilder()
                .setClientId("viewer")
                .setInputSource(9)
                .setSeq(seq)
                .setData(ByteString.copyFrom(new byte[] {(byte) value})));
  }

  @Test
  void open_isAnsweredOnceTheProgramRuns_andStartsItOnce() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    register(connection);
    var open = ServerFrame.newBuilder().setOpen(Open.newBuilder().setTerminalId("t"));
    connection.send(1, open);
    connection.send(1, open);
    assertThat(connection.count(ClientFrame.BodyCase.OPEN_RESULT)).isZero();

    java.util.Objects.requireNonNull(host.opened.get("t")).complete(null);
    bench.loop.run();
    assertThat(connection.last(ClientFrame.BodyCase.OPEN_RESULT).getOpenResult().getCodeValue())
        .isZero();

    connection.send(1, open);
    assertThat(connection.count(ClientFrame.BodyCase.OPEN_RESULT)).isEqualTo(2);
  }

  @Test
  void failedStart_isToldAsSpawnFailed() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    register(connection);
    connection.send(1, ServerFrame.newBuilder().setOpen(Open.newBuilder().setTerminalId("t")));

    java.util.Objects.requireNonNull(host.opened.get("t"))
        .completeExceptionally(new java.io.IOException("no such program"));
    bench.loop.run();

    OpenResult result = connection.last(ClientFrame.BodyCase.OPEN_RESULT).getOpenResult();
    assertThat(result.getCode()).isEqualTo(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_SPAWN_FAILED);
    assertThat(result.getMessage()).isEqualTo("no such program");
  }

  @Test
  void output_waitsForPublished_thenContinuesAtItsEnd() {
    PublishedTerminal terminal = publish(new Pty());
    terminal.append(bytes("hello"), 1);
    bench.loop.run();
    ScriptedPeer.Connection connection = bench.peer.latest();
    assertThat(connection.count(ClientFrame.BodyCase.PUBLISH_OUTPUT)).isZero();

    published(connection, 3, 0, false);

    PublishOutput output = connection.last(ClientFrame.BodyCase.PUBLISH_OUTPUT).getPublishOutput();
    assertThat(output.getOffset()).isZero();
    assertThat(output.getData().toStringUtf8()).isEqualTo("hello");
  }

  @Test
  void reconnect_registersTheLiving_andRepublishesFromThePublishedEnd() {
    PublishedTerminal terminal = publish(new Pty());
    ScriptedPeer.Connection first = bench.peer.latest();
    published(first, 3, 0, false);
    terminal.append(bytes("abcdef"), 1);
    bench.loop.run();
    ack(first, 2, false);
    assertThat(terminal.durableOffset()).isEqualTo(2);
    first.drop();
    terminal.append(bytes("ghi"), 50_000);

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    assertThat(second.last(ClientFrame.BodyCase.REGISTER_HOST).getRegisterHost().getTerminals(0))
        .isEqualTo(
            LivingTerminal.newBuilder()
                .setTerminalId("t")
                .setLogEpoch(3)
                .setHeldFrom(2)
                .setEnd(9)
                .build());
    register(second);
    published(second, 3, 4, false);

    assertThat(
            second.all(ClientFrame.BodyCase.PUBLISH_OUTPUT).get(0).getPublishOutput().getOffset())
        .isEqualTo(4);
    assertThat(outputOf(second)).isEqualTo("efghi");
  }

  @Test
  void whatTheHostHoldsNoMore_isToldAsAHole() {
    PublishedTerminal terminal = publish(new Pty());
    ScriptedPeer.Connection first = bench.peer.latest();
    published(first, 3, 0, false);
    terminal.append(bytes("abcdef"), 1);
    bench.loop.run();
    ack(first, 4, false);
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    register(second);
    published(second, 8, 1, false);

    var hole = second.last(ClientFrame.BodyCase.PUBLISH_HOLE).getPublishHole();
    assertThat(hole.getFrom()).isEqualTo(1);
    assertThat(hole.getTo()).isEqualTo(4);
    assertThat(outputOf(second)).isEqualTo("ef");
    assertThat(second.frames.indexOf(second.last(ClientFrame.BodyCase.PUBLISH_HOLE)))
        .isLessThan(second.frames.indexOf(second.last(ClientFrame.BodyCase.PUBLISH_OUTPUT)));
  }

  @Test
  void fullBuffer_holdsTheReaderBack_untilSomethingIsDurable() {
    PublishedTerminal terminal = publish(new Pty());
    ScriptedPeer.Connection connection = bench.peer.latest();
    published(connection, 3, 0, false);
    CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    int appended = 0;
    while (room.isDone()) {
      room = terminal.append(new byte[1 << 20], appended);
      appended++;
      bench.loop.run();
    }
    assertThat(appended).isEqualTo(17);

    ack(connection, 200_000, false);
    assertThat(room).isNotDone();
    connection.send(
        publishId(connection),
        ServerFrame.newBuilder()
            .setCredit(dev.muxwire.proto.v1.Credit.newBuilder().setLimitBytes(100_000_000)));
    ack(connection, 2 << 20, false);
    bench.loop.run();

    assertThat(room).isCompleted();
  }

  @Test
  void output_stopsAtItsCredit() {
    PublishedTerminal terminal = publish(new Pty());
    ScriptedPeer.Connection connection = bench.peer.latest();
    published(connection, 3, 0, false);
    terminal.append(new byte[1_000_000], 1);
    bench.loop.run();

    int sent =
        connection.all(ClientFrame.BodyCase.PUBLISH_OUTPUT).stream()
            .mapToInt(frame -> frame.getPublishOutput().getSerializedSize())
            .sum();
    assertThat(sent).isBetween(255 * 1024, 256 * 1024);
    assertThat(connection.maxOutstanding).isLessThanOrEqualTo(2);
  }

  @Test
  void exit_comesAfterAllOutput_andIsRepeatedUntilAcknowledged() {
    PublishedTerminal terminal = publish(new Pty());
    ScriptedPeer.Connection first = bench.peer.latest();
    published(first, 3, 0, false);
    terminal.append(bytes("bye"), 1);
    var exit = terminal.exited(TerminalExit.exited(2, 99), 5);
    bench.loop.run();
    assertThat(first.last(ClientFrame.BodyCase.PUBLISH_EXITED).getPublishExited().getOffset())
        .isEqualTo(3);
    ack(first, 3, false);
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    register(second);
    published(second, 3, 3, false);
    assertThat(
            second
                .last(ClientFrame.BodyCase.PUBLISH_EXITED)
                .getPublishExited()
                .getExit()
                .getStatus())
        .isEqualTo(2);
    assertThat(exit).isNotDone();
    ack(second, 3, true);

    assertThat(exit).isCompleted();
    second.drop();
    ScriptedPeer.Connection third = bench.reconnect();
    assertThat(third.last(ClientFrame.BodyCase.REGISTER_HOST).getRegisterHost().getTerminalsCount())
        .isZero();
  }

  /** As after a restart of the server while the terminal was being opened. */
  @Test
  void terminalThatTheServerHasEnded_whileItsProgramRuns_isToldToTheHost() {
    Pty pty = new Pty();
    PublishedTerminal terminal = publish(pty);
    terminal.append(bytes("still here"), 1);
    published(bench.peer.latest(), 3, 0, true);
    bench.loop.run();

    assertThat(pty.end).extracting(MuxwireException::code).isEqualTo(ErrorCode.EXITED);
    assertThat(terminal.append(bytes("x".repeat(1_000_000)), 2)).isCompleted();
  }

  @Test
  void input_isGivenOnce_andAcknowledgedWhenWritten() {
    Pty pty = new Pty();
    publish(pty);
    ScriptedPeer.Connection connection = bench.peer.latest();
    published(connection, 3, 0, false);
    int id = publishId(connection);
    connection.send(id, input(1, 10));
    connection.send(id, input(2, 20));
    connection.send(id, input(1, 10));
    assertThat(pty.inputs).containsExactly(10, 20);
    assertThat(connection.count(ClientFrame.BodyCase.HOST_INPUT_ACK)).isZero();

    pty.writes.get(1).complete(null);
    bench.loop.run();
    assertThat(connection.count(ClientFrame.BodyCase.HOST_INPUT_ACK)).isZero();
    pty.writes.get(0).complete(null);
    bench.loop.run();
    assertThat(connection.last(ClientFrame.BodyCase.HOST_INPUT_ACK).getHostInputAck().getSeq())
        .isEqualTo(2);

    connection.send(id, input(1, 10));
    assertThat(pty.inputs).hasSize(2);
    assertThat(connection.count(ClientFrame.BodyCase.HOST_INPUT_ACK)).isEqualTo(2);
  }

  @Test
  void inputAcrossAReconnect_isStillGivenOnce() {
    Pty pty = new Pty();
    publish(pty);
    ScriptedPeer.Connection first = bench.peer.latest();
    published(first, 3, 0, false);
    first.send(publishId(first), input(1, 10));
    pty.writes.get(0).complete(null);
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    register(second);
    published(second, 3, 0, false);
    second.send(publishId(second), input(1, 10));
    second.send(publishId(second), input(2, 20));

    assertThat(pty.inputs).containsExactly(10, 20);
    assertThat(second.last(ClientFrame.BodyCase.HOST_INPUT_ACK).getHostInputAck().getSeq())
        .isEqualTo(1);
  }

  @Test
  void signals_areHandedOn() {
    Pty pty = new Pty();
    publish(pty);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(
        publishId(connection),
        ServerFrame.newBuilder().setHostSignal(HostSignal.newBuilder().setName("INT")));

    assertThat(pty.signals).containsExactly("INT");
  }

  @Test
  void unknownTerminals_areEnded() {
    Pty pty = new Pty();
    publish(pty);
    bench.peer.latest().drop();
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);

    register(second, "t");

    assertThat(host.ended).containsExactly("t");
    assertThat(java.util.Objects.requireNonNull(pty.end).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(second.count(ClientFrame.BodyCase.PUBLISH)).isZero();
  }

  @Test
  void replacedHost_ends() {
    register(bench.peer.latest());

    bench.peer.latest().error(1, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_REPLACED);

    assertThat(java.util.Objects.requireNonNull(host.end).code()).isEqualTo(ErrorCode.REPLACED);
  }

  @Test
  void registrationOfManyTerminals_goesInSmallChunksBeforeWelcome() {
    register(bench.peer.latest());
    for (int i = 0; i < 300; i++) {
      registration.publish("terminal-" + i + "-" + "x".repeat(30), new Pty());
    }
    bench.client.subscribe("main", dev.muxwire.client.SubscribeOptions.all());
    bench.loop.run();
    bench.peer.latest().drop();

    ScriptedPeer.Connection second = bench.reconnect();

    List<ClientFrame> chunks = second.all(ClientFrame.BodyCase.CHUNK);
    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(second.packetBytes.subList(1, second.packetBytes.size()))
        .allMatch(bytes -> bytes <= 4096);
    ClientFrame subscribe = second.last(ClientFrame.BodyCase.SUBSCRIBE);
    assertThat(subscribe.getStreamId()).isGreaterThan(chunks.get(0).getStreamId());
    assertThat(second.frames.indexOf(subscribe))
        .isGreaterThan(second.frames.lastIndexOf(chunks.get(chunks.size() - 1)));
  }
}
