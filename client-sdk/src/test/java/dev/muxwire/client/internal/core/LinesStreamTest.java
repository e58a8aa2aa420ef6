package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesStreamTest {
  private final Bench bench = new Bench();

  private Recorder<TerminalEvent> fetch(LineRange lines) {
    Recorder<TerminalEvent> recorder = new Recorder<>(Long.MAX_VALUE);
    bench.client.fetchLines("main", "t", lines).subscribe(recorder);
    bench.loop.run();
    return recorder;
  }

  private static ServerFrame.Builder head(long offset, long line, long endLine) {
    return ServerFrame.newBuilder()
        .setScrollbackPage(
            ScrollbackPage.newBuilder().setOffset(offset).setFirstLine(line).setEndLine(endLine));
  }

  private static ServerFrame.Builder page(long offset, long line, String data) {
    return ServerFrame.newBuilder()
        .setScrollbackPage(
            ScrollbackPage.newBuilder()
                .setOffset(offset)
                .setFirstLine(line)
                .setData(ByteString.copyFromUtf8(data)));
  }

  private static ServerFrame.Builder skipped(long from, long to) {
    return ServerFrame.newBuilder()
        .setSkipped(
            Skipped.newBuilder()
                .setFrom(from)
                .setTo(to)
                .setReason(SkipReason.SKIP_REASON_RETENTION));
  }

  private static ServerFrame.Builder end() {
    return ServerFrame.newBuilder().setCloseStream(CloseStream.getDefaultInstance());
  }

  private static List<String> told(Recorder<TerminalEvent> recorder) {
    return recorder.events.stream().map(LinesStreamTest::describe).toList();
  }

  private static String describe(TerminalEvent event) {
    if (event instanceof TerminalEvent.LineNumber number) {
      return "line " + number.line() + " at " + number.offset();
    }
    if (event instanceof TerminalEvent.Output output) {
      return output.offset() + " " + new String(output.data(), StandardCharsets.UTF_8);
    }
    if (event instanceof TerminalEvent.Skipped gap) {
      return "skipped " + gap.from() + " to " + gap.to();
    }
    throw new AssertionError(event);
  }

  @Test
  void lines_areAskedForAfterWelcome_andNumberedFirst_andBehindAGap() {
    Recorder<TerminalEvent> recorder = fetch(LineRange.aroundLine(7, 2, 3));
    bench.peer.latest().open();
    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.FETCH_SCROLLBACK)).isZero();
    bench.peer.latest().welcome(false);

    var asked = bench.peer.latest().last(ClientFrame.BodyCase.FETCH_SCROLLBACK);
    var lines = asked.getFetchScrollback().getLines();
    assertThat(lines.getLine()).isEqualTo(7);
    assertThat(lines.getBefore()).isEqualTo(2);
    assertThat(lines.getAfter()).isEqualTo(3);
    bench.peer.latest().send(1, head(50, 5, 10));
    bench.peer.latest().send(1, page(50, 5, "a\nb\n"));
    bench.peer.latest().send(1, skipped(54, 60));
    bench.peer.latest().send(1, page(60, 9, "c\n"));
    bench.peer.latest().send(1, end());

    assertThat(told(recorder))
        .containsExactly("line 5 at 50", "50 a\nb\n", "skipped 54 to 60", "line 9 at 60", "60 c\n");
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void reconnect_asksForTheLinesThatAreLeft_andDropsWhatItHas() {
    bench.peer.welcome();
    Recorder<TerminalEvent> recorder = fetch(LineRange.last(4));
    bench.peer.latest().send(1, head(50, 5, 9));
    bench.peer.latest().send(1, page(50, 5, "aa\nbb"));
    bench.peer.latest().drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    var lines = second.last(ClientFrame.BodyCase.FETCH_SCROLLBACK).getFetchScrollback().getLines();
    assertThat(lines.getLine()).isEqualTo(6);
    assertThat(lines.getBefore()).isZero();
    assertThat(lines.getAfter()).isEqualTo(3);
    second.send(1, head(53, 6, 9));
    second.send(1, page(53, 6, "bb"));
    second.send(1, page(55, 6, "bb\ncc\ndd"));
    second.send(1, end());

    assertThat(told(recorder)).containsExactly("line 5 at 50", "50 aa\nbb", "55 bb\ncc\ndd");
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void reconnect_afterTheRestWasErased_tellsWhatIsMissing_andTheNumberBehind() {
    bench.peer.welcome();
    Recorder<TerminalEvent> recorder = fetch(LineRange.last(4));
    bench.peer.latest().send(1, head(50, 5, 9));
    bench.peer.latest().send(1, page(50, 5, "aa\nbb"));
    bench.peer.latest().drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    second.send(1, head(60, 8, 9));
    second.send(1, page(60, 8, "dd"));

    assertThat(told(recorder))
        .containsExactly("line 5 at 50", "50 aa\nbb", "skipped 55 to 60", "line 8 at 60", "60 dd");
  }

  @Test
  void allLinesThereBeforeTheConnectionBroke_isTheEnd() {
    bench.peer.welcome();
    Recorder<TerminalEvent> recorder = fetch(LineRange.from(5, 1));
    bench.peer.latest().send(1, head(50, 5, 6));
    bench.peer.latest().send(1, page(50, 5, "aa\n"));
    bench.peer.latest().drop();

    assertThat(recorder.completed).isTrue();
  }

  @Test
  void serverWithoutTheFeature_isUnsupported_beforeAndAfterWelcome() {
    bench.peer.beOld();
    Recorder<TerminalEvent> early = fetch(LineRange.last(4));
    ScriptedPeer.Connection connection = bench.peer.welcome();
    Recorder<TerminalEvent> late = fetch(LineRange.last(4));

    for (Recorder<TerminalEvent> recorder : List.of(early, late)) {
      assertThat(recorder.failure)
          .isInstanceOfSatisfying(
              MuxwireException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }
    assertThat(connection.count(ClientFrame.BodyCase.FETCH_SCROLLBACK)).isZero();
  }
}
