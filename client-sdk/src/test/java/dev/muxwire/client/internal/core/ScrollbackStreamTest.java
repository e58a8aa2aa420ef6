package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import org.junit.jupiter.api.Test;

class ScrollbackStreamTest {
  private final Bench bench = Bench.connected();

  private static ServerFrame.Builder page(long offset, String data) {
    return ServerFrame.newBuilder()
        .setScrollbackPage(
            ScrollbackPage.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(data)));
  }

  private static ServerFrame.Builder end() {
    return ServerFrame.newBuilder().setCloseStream(CloseStream.getDefaultInstance());
  }

  private Recorder<TerminalEvent> fetch(long demand) {
    Recorder<TerminalEvent> recorder = new Recorder<>(demand);
    bench.client.fetchScrollback("main", "t", 10, 20).subscribe(recorder);
    bench.loop.run();
    return recorder;
  }

  @Test
  void pages_comeInOrder_thenTheEnd_onlyAsAskedFor() {
    Recorder<TerminalEvent> recorder = fetch(1);
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, page(10, "abcde"));
    connection.send(1, page(15, "fghij"));
    connection.send(1, end());
    assertThat(recorder.events).hasSize(1);
    assertThat(recorder.completed).isFalse();

    recorder.request(1);
    bench.loop.run();

    assertThat(recorder.events).hasSize(2);
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void reconnect_fetchesOnlyTheRest() {
    fetch(1);
    bench.peer.latest().send(1, page(10, "abcde"));
    bench.peer.latest().send(1, page(15, "fgh"));
    bench.peer.latest().drop();

    ScriptedPeer.Connection second = bench.reconnect();

    var bytes = second.last(ClientFrame.BodyCase.FETCH_SCROLLBACK).getFetchScrollback().getBytes();
    assertThat(bytes.getFrom()).isEqualTo(15);
    assertThat(bytes.getTo()).isEqualTo(20);
  }

  @Test
  void everythingThereBeforeTheConnectionBroke_isTheEnd() {
    Recorder<TerminalEvent> recorder = fetch(Long.MAX_VALUE);
    bench.peer.latest().send(1, page(10, "abcdefghij"));
    bench.peer.latest().drop();

    assertThat(recorder.completed).isTrue();
    assertThat(bench.reconnect().count(ClientFrame.BodyCase.FETCH_SCROLLBACK)).isZero();
  }

  @Test
  void cancel_stopsTheFetch() {
    Recorder<TerminalEvent> recorder = fetch(0);
    java.util.Objects.requireNonNull(recorder.subscription).cancel();
    bench.loop.run();

    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.CLOSE_STREAM)).isEqualTo(1);
  }

  private static ServerFrame.Builder timed(long offset, String data, long elapsedMicros) {
    ServerFrame.Builder frame = page(offset, data);
    frame.getScrollbackPageBuilder().setElapsedUs(elapsedMicros);
    return frame;
  }

  private Recorder<TerminalEvent> record() {
    Recorder<TerminalEvent> recorder = new Recorder<>(Long.MAX_VALUE);
    bench.client.fetchRecording("main", "t", 10, 0).subscribe(recorder);
    bench.loop.run();
    return recorder;
  }

  @Test
  void recording_tellsTimesWhereTheyChange_andSizesAndTheExit() {
    Recorder<TerminalEvent> recorder = record();
    ScriptedPeer.Connection connection = bench.peer.latest();
    assertThat(
            connection
                .last(ClientFrame.BodyCase.FETCH_SCROLLBACK)
                .getFetchScrollback()
                .getWithTimes())
        .isTrue();
    connection.send(1, timed(10, "ab", 7_000));
    connection.send(1, timed(12, "cd", 7_000));
    connection.send(
        1,
        ServerFrame.newBuilder()
            .setResized(
                Resized.newBuilder()
                    .setOffset(14)
                    .setSize(TerminalSize.newBuilder().setColumns(90).setRows(30))
                    .setElapsedUs(8_000)));
    connection.send(
        1,
        ServerFrame.newBuilder()
            .setExited(
                Exited.newBuilder()
                    .setOffset(14)
                    .setExit(TerminalExit.newBuilder().setReason(ExitReason.EXIT_REASON_EXITED))
                    .setElapsedUs(9_000)));
    connection.send(1, end());

    assertThat(recorder.events).hasSize(7);
    assertThat(recorder.events.get(0)).isEqualTo(new TerminalEvent.Elapsed(10, 7_000));
    assertThat(recorder.events.get(3)).isEqualTo(new TerminalEvent.Elapsed(14, 8_000));
    assertThat(recorder.events.get(4))
        .isEqualTo(new TerminalEvent.Resized(14, new dev.muxwire.client.TerminalSize(90, 30)));
    assertThat(recorder.events.get(5)).isEqualTo(new TerminalEvent.Elapsed(14, 9_000));
    assertThat(recorder.events.get(6)).isInstanceOf(TerminalEvent.Exited.class);
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void recording_afterAReconnect_tellsTheTimeAgain() {
    Recorder<TerminalEvent> recorder = record();
    bench.peer.latest().send(1, timed(10, "ab", 7_000));
    bench.peer.latest().drop();
    bench.reconnect().send(1, timed(12, "cd", 7_000));

    assertThat(recorder.events)
        .contains(new TerminalEvent.Elapsed(10, 7_000), new TerminalEvent.Elapsed(12, 7_000));
  }

  @Test
  void recording_fromAServerWithoutTimes_isUnsupported() {
    Recorder<TerminalEvent> recorder = record();
    bench.peer.latest().send(1, page(10, "ab"));

    assertThat(recorder.events).isEmpty();
    assertThat(recorder.failure)
        .isInstanceOfSatisfying(
            MuxwireException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }
}
