package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
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
}
