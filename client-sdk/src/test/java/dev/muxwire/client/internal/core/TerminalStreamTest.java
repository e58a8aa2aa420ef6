package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalStreamTest {
  private final Bench bench = Bench.connected();

  private Attachment attach(Recorder<TerminalEvent> recorder) {
    Attachment attachment =
        bench.client.attach("main", "t", AttachOptions.builder().fromStart().build());
    attachment.subscribe(recorder);
    bench.loop.run();
    return attachment;
  }

  private static ServerFrame.Builder attached(long epoch, long start, long liveFrom) {
    return ServerFrame.newBuilder()
        .setAttached(
            Attached.newBuilder()
                .setLogEpoch(epoch)
                .setStart(start)
                .setLiveFrom(liveFrom)
                .setReachable(true));
  }

  private static ServerFrame.Builder output(long offset, String data) {
    return ServerFrame.newBuilder()
        .setOutput(Output.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(data)));
  }

  private static ServerFrame.Builder skipped(long from, long to, SkipReason reason) {
    return ServerFrame.newBuilder()
        .setSkipped(Skipped.newBuilder().setFrom(from).setTo(to).setReason(reason));
  }

  private static ServerFrame.Builder acknowledged(long seq) {
    return ServerFrame.newBuilder().setInputAck(InputAck.newBuilder().setSeq(seq));
  }

  private static Attach lastAttach(ScriptedPeer.Connection connection) {
    return connection.last(ClientFrame.BodyCase.ATTACH).getAttach();
  }

  private static String text(List<TerminalEvent> events) {
    StringBuilder text = new StringBuilder();
    for (TerminalEvent event : events) {
      if (event instanceof TerminalEvent.Output output) {
        text.append(new String(output.data(), java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  @Test
  void nothingIsSent_beforeThereIsASubscriber() {
    bench.client.attach("main", "t", AttachOptions.builder().build());
    bench.loop.run();

    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.ATTACH)).isZero();
  }

  @Test
  void outputAcrossTheBorderOfHistory_isCutThere() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 4));
    connection.send(1, output(0, "pastnow"));

    assertThat(recorder.events).hasSize(3);
    assertThat(recorder.events.get(1))
        .isInstanceOfSatisfying(
            TerminalEvent.Output.class, past -> assertThat(past.history()).isTrue());
    assertThat(recorder.events.get(2))
        .isInstanceOfSatisfying(
            TerminalEvent.Output.class,
            now -> {
              assertThat(now.history()).isFalse();
              assertThat(now.offset()).isEqualTo(4);
            });
  }

  @Test
  void reconnect_resumesFromWhatWasConsumed_notFromWhatArrived() {
    Recorder<TerminalEvent> recorder = new Recorder<>(2);
    Attachment attachment = attach(recorder);
    ScriptedPeer.Connection first = bench.peer.latest();
    first.send(1, attached(3, 0, 0));
    first.send(1, output(0, "abc"));
    first.send(1, output(3, "defgh"));
    assertThat(attachment.cursor()).contains(new TerminalCursor(3, 3));
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    assertThat(lastAttach(second).getCursor().getOffset()).isEqualTo(3);
    assertThat(lastAttach(second).getCursor().getLogEpoch()).isEqualTo(3);
    recorder.request(100);
    second.send(1, attached(3, 3, 8));
    second.send(1, output(3, "defgh"));

    assertThat(text(recorder.events)).isEqualTo("abcdefgh");
  }

  /** What is printed in between would be missed if it asked for a tail once more. */
  @Test
  void beforeAnyOutput_aReconnectContinuesWhereTheFirstBegan() {
    attach(Recorder.unbounded());
    bench.peer.latest().send(1, attached(3, 7, 7));
    bench.peer.latest().drop();

    Attach again = lastAttach(bench.reconnect());
    assertThat(again.getCursor().getLogEpoch()).isEqualTo(3);
    assertThat(again.getCursor().getOffset()).isEqualTo(7);
  }

  @Test
  void beforeTheScreen_aReconnectAsksForItAgain() {
    Attachment attachment =
        bench.client.attach("main", "t", AttachOptions.builder().fromScreen().build());
    attachment.subscribe(Recorder.unbounded());
    bench.loop.run();
    bench.peer.latest().send(1, attached(3, 7, 7));
    bench.peer.latest().drop();

    assertThat(lastAttach(bench.reconnect()).hasScreen()).isTrue();
  }

  @Test
  void withoutDemand_nothingIsGranted_andWithIt_itIs() {
    Recorder<TerminalEvent> recorder = new Recorder<>(0);
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    String block = "x".repeat(16 * 1024);
    for (int i = 0; i < 15; i++) {
      connection.send(1, output(i * 16L * 1024, block));
    }
    bench.loop.advance(1_000);
    assertThat(connection.count(ClientFrame.BodyCase.CREDIT)).isZero();
    assertThat(recorder.events).isEmpty();

    recorder.request(Long.MAX_VALUE);
    bench.loop.run();

    assertThat(recorder.events).hasSize(16);
    assertThat(connection.last(ClientFrame.BodyCase.CREDIT).getCredit().getLimitBytes())
        .isGreaterThan(256 * 1024);
  }

  @Test
  void littleConsumed_isGrantedAfter50Ms() {
    attach(Recorder.unbounded());
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.send(1, output(0, "abc"));
    assertThat(connection.count(ClientFrame.BodyCase.CREDIT)).isZero();

    bench.loop.advance(50);

    assertThat(connection.count(ClientFrame.BodyCase.CREDIT)).isEqualTo(1);
  }

  @Test
  void moreThanWasGranted_endsTheStreamAlone() {
    attach(new Recorder<>(0));
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    String block = "x".repeat(32 * 1024);
    for (int i = 0; i < 9; i++) {
      connection.send(1, output(i * 32L * 1024, block));
    }

    assertThat(connection.last(ClientFrame.BodyCase.ERROR).getError().getCode())
        .isEqualTo(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_CREDIT_EXCEEDED);
    assertThat(connection.closeCode).isZero();
  }

  @Test
  void gap_isNotPassedOn_butFetchedAgain() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.send(1, output(0, "abc"));

    connection.send(1, output(5, "fg"));
    bench.loop.advance(5_000);

    assertThat(text(recorder.events)).isEqualTo("abc");
    assertThat(lastAttach(connection).getCursor().getOffset()).isEqualTo(3);
  }

  @Test
  void overlap_isTrimmed() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.send(1, output(0, "abc"));
    connection.send(1, output(1, "bcd"));

    assertThat(text(recorder.events)).isEqualTo("abcd");
  }

  @Test
  void newEpoch_tellsWhatWasLost_andGoesOnWhereItBegan() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    Attachment attachment = attach(recorder);
    ScriptedPeer.Connection first = bench.peer.latest();
    first.send(1, attached(3, 0, 0));
    first.send(1, output(0, "abcdef"));
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.send(1, attached(4, 2, 2));
    second.send(1, skipped(2, 6, SkipReason.SKIP_REASON_LOST));
    assertThat(attachment.cursor()).contains(new TerminalCursor(4, 2));
    second.send(1, output(2, "CDE"));

    assertThat(recorder.events)
        .contains(new TerminalEvent.Skipped(2, 6, TerminalEvent.Skipped.Reason.LOST));
    assertThat(text(recorder.events)).isEqualTo("abcdefCDE");
    assertThat(attachment.cursor()).contains(new TerminalCursor(4, 5));
  }

  @Test
  void lossToldMidStream_movesBackToo() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    Attachment attachment = attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.send(1, output(0, "abcdef"));
    connection.send(1, attached(4, 4, 4));
    connection.send(1, skipped(4, 6, SkipReason.SKIP_REASON_LOST));
    connection.send(1, output(4, "EF"));

    assertThat(attachment.cursor()).contains(new TerminalCursor(4, 6));
  }

  @Test
  void holeInTheLog_isPassedOver() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.send(1, output(0, "ab"));
    connection.send(1, skipped(2, 10, SkipReason.SKIP_REASON_LOST));
    connection.send(1, output(10, "k"));

    assertThat(text(recorder.events)).isEqualTo("abk");
  }

  @Test
  void attachedAgain_tellsOnlyWhatChanged() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    var again = attached(3, 0, 0);
    again.getAttachedBuilder().setReachable(false).setResponder(true);
    connection.send(1, again);

    assertThat(recorder.events.subList(1, 3))
        .containsExactly(
            new TerminalEvent.RoleChanged(true, false),
            new TerminalEvent.ReachabilityChanged(false));
  }

  @Test
  void write_completesWhenTheHostWroteIt() {
    Attachment attachment = attach(Recorder.unbounded());
    ScriptedPeer.Connection connection = bench.peer.latest();
    var written = attachment.write("ls\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    bench.loop.run();
    Input input = connection.last(ClientFrame.BodyCase.INPUT).getInput();
    assertThat(input.getSeq()).isEqualTo(1);
    assertThat(written).isNotDone();

    connection.send(1, acknowledged(1));

    assertThat(written).isCompleted();
  }

  @Test
  void largePaste_isCutIntoParts_andStopsAtTheCredit() {
    Attachment attachment = attach(Recorder.unbounded());
    ScriptedPeer.Connection connection = bench.peer.latest();
    var written = attachment.write(new byte[1_000_000]);
    bench.loop.run();
    int sent = connection.count(ClientFrame.BodyCase.INPUT);
    assertThat(sent).isEqualTo(63);
    assertThat(connection.all(ClientFrame.BodyCase.INPUT))
        .allMatch(frame -> frame.getInput().getData().size() <= 4 * 1024);

    connection.send(
        1, ServerFrame.newBuilder().setCredit(Credit.newBuilder().setLimitBytes(10_000_000)));

    assertThat(connection.count(ClientFrame.BodyCase.INPUT)).isEqualTo(245);
    connection.send(1, acknowledged(245));
    assertThat(written).isCompleted();
  }

  @Test
  void unacknowledgedInput_isSentAgain_withTheSameNumbers_afterWelcome() {
    Attachment attachment = attach(Recorder.unbounded());
    ScriptedPeer.Connection first = bench.peer.latest();
    attachment.write(new byte[] {1});
    bench.loop.run();
    attachment.write(new byte[] {2});
    bench.loop.run();
    first.send(1, acknowledged(1));
    long source = lastAttach(first).getInputSource();
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    assertThat(second.count(ClientFrame.BodyCase.INPUT)).isZero();
    second.welcome(false);

    assertThat(second.all(ClientFrame.BodyCase.INPUT))
        .singleElement()
        .satisfies(frame -> assertThat(frame.getInput().getSeq()).isEqualTo(2));
    assertThat(lastAttach(second).getInputSource()).isEqualTo(source).isNotZero();
  }

  @Test
  void identityReset_makesSentInputUnknown_andBeginsANewSource() {
    Attachment attachment = attach(Recorder.unbounded());
    ScriptedPeer.Connection first = bench.peer.latest();
    var lost = attachment.write(new byte[] {1});
    bench.loop.run();
    long source = lastAttach(first).getInputSource();
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(true);
    attachment.write(new byte[] {2});
    bench.loop.run();

    assertThat(Bench.failure(lost).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(lastAttach(second).getInputSource()).isNotEqualTo(source);
    ClientFrame input = second.last(ClientFrame.BodyCase.INPUT);
    assertThat(input.getStreamId()).isEqualTo(2);
    assertThat(input.getInput().getSeq()).isEqualTo(1);
  }

  @Test
  void signal_overtakesInput_thatWaitsForItsTurn() {
    Attachment attachment = attach(Recorder.unbounded());
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.holdWrites();
    attachment.write(new byte[200_000]);
    bench.loop.run();
    int before = connection.count(ClientFrame.BodyCase.INPUT);
    var sent = attachment.signal("INT");
    bench.loop.run();

    connection.releaseOneWrite();

    assertThat(sent).isCompleted();
    assertThat(connection.frames.get(connection.frames.size() - 1).getSignal().getName())
        .isEqualTo("INT");
    assertThat(before).isLessThan(13);
    assertThat(connection.maxOutstanding).isEqualTo(2);
  }

  @Test
  void signalWithoutConnection_fails_ratherThanComingLate() {
    Attachment attachment = attach(Recorder.unbounded());
    bench.peer.latest().drop();

    var sent = attachment.signal("INT");
    bench.loop.run();

    assertThat(Bench.failure(sent).code()).isEqualTo(ErrorCode.UNREACHABLE);
  }

  @Test
  void sizeAndFocus_areToldAgainOnEachConnection() {
    Attachment attachment = attach(Recorder.unbounded());
    attachment.setFocus(true);
    attachment.resize(new TerminalSize(100, 30));
    bench.loop.run();
    ScriptedPeer.Connection first = bench.peer.latest();
    assertThat(first.last(ClientFrame.BodyCase.RESIZE).getResize().getSize().getColumns())
        .isEqualTo(100);
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();

    assertThat(lastAttach(second).getSize().getColumns()).isEqualTo(100);
    assertThat(second.last(ClientFrame.BodyCase.SET_FOCUS).getSetFocus().getFocused()).isTrue();
  }

  @Test
  void inputTooLargeForThePackets_goesInChunks() {
    Bench small = new Bench();
    small.peer.latest().open();
    small
        .peer
        .latest()
        .welcome(false, "client-1", Limits.newBuilder().setMaxPacketBytes(4096).build());
    Attachment attachment = small.client.attach("main", "t", AttachOptions.builder().build());
    attachment.subscribe(Recorder.unbounded());
    attachment.write(new byte[40_000]);
    small.loop.run();

    ScriptedPeer.Connection connection = small.peer.latest();
    assertThat(connection.count(ClientFrame.BodyCase.CHUNK)).isGreaterThan(9);
    assertThat(
            connection.all(ClientFrame.BodyCase.CHUNK).stream()
                .filter(frame -> frame.getChunk().getLast())
                .count())
        .isEqualTo(9);
    assertThat(connection.packetBytes.subList(1, connection.packetBytes.size()))
        .allMatch(bytes -> bytes <= 4096);
  }

  @Test
  void cancel_closesTheStream() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    attach(recorder);
    java.util.Objects.requireNonNull(recorder.subscription).cancel();
    bench.loop.run();

    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.CLOSE_STREAM)).isEqualTo(1);
  }

  @Test
  void close_completesTheSubscriber_andFailsInput() {
    Recorder<TerminalEvent> recorder = Recorder.unbounded();
    Attachment attachment = attach(recorder);
    var written = attachment.write(new byte[] {1});
    attachment.close();
    bench.loop.run();

    assertThat(recorder.completed).isTrue();
    assertThat(Bench.failure(written).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void notFound_isTheSubscribersError_afterWhatCameBefore() {
    Recorder<TerminalEvent> recorder = new Recorder<>(0);
    attach(recorder);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, attached(3, 0, 0));
    connection.error(1, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(recorder.failure).isNull();

    recorder.request(1);
    bench.loop.run();

    assertThat(recorder.events).hasSize(1);
    assertThat(recorder.failure).hasMessageContaining("NOT_FOUND");
  }
}
