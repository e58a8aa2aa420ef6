package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.wire.Features;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History by lines, over real sockets and a real disk. */
class LinesTest {
  private static final int PUBLISH_STREAM = HostScript.PUBLISH_STREAM;
  private static final int LINE_BYTES = 10;
  private static final int LINES_AT_ONCE = 3_000;
  private static final int LINES = 20 * LINES_AT_ONCE;

  @TempDir Path directory;

  private MuxwireServer start() throws Exception {
    return MuxwireServer.start(
        ServerConfig.builder().listenPort(0).dataDirectory(directory).build());
  }

  private String token() throws Exception {
    return Files.readString(directory.resolve("token")).strip();
  }

  private RawPeer viewer(MuxwireServer server) throws Exception {
    RawPeer viewer =
        RawPeer.welcomed(server.uri(), token(), List.of("unheard-of", Features.SCROLLBACK_LINES));
    assertThat(viewer.welcome().getFeaturesList()).containsExactly(Features.SCROLLBACK_LINES);
    return viewer;
  }

  private static ClientFrame.Builder stream(int id) {
    return ClientFrame.newBuilder().setStreamId(id);
  }

  private static ClientFrame fetch(int stream, LineRange lines, boolean withTimes) {
    return stream(stream)
        .setFetchScrollback(
            FetchScrollback.newBuilder()
                .setWorkspace("main")
                .setTerminalId("t")
                .setLines(lines)
                .setWithTimes(withTimes))
        .build();
  }

  private static List<ScrollbackPage> pages(RawPeer viewer, int stream) {
    viewer.awaitFrame(frame -> frame.getStreamId() == stream && frame.hasCloseStream());
    return viewer.frames().stream()
        .filter(frame -> frame.getStreamId() == stream && frame.hasScrollbackPage())
        .map(ServerFrame::getScrollbackPage)
        .toList();
  }

  private static String text(List<ScrollbackPage> pages) {
    StringBuilder text = new StringBuilder();
    pages.forEach(page -> text.append(page.getData().toStringUtf8()));
    return text.toString();
  }

  /** Every page tells its number, and the first one where the answer lies. */
  private static void requireNumbers(List<ScrollbackPage> pages, long first, long end) {
    assertThat(pages.get(0).getData()).isEmpty();
    assertThat(pages.get(0).getEndLine()).isEqualTo(end);
    assertThat(pages.get(0).getFirstLine()).isEqualTo(first);
    long line = first;
    for (ScrollbackPage page : pages) {
      assertThat(page.getFirstLine()).isEqualTo(line);
      assertThat(page.hasEndLine()).isEqualTo(page == pages.get(0));
      line += page.getData().toStringUtf8().chars().filter(each -> each == '\n').count();
    }
  }

  private static String line(long number) {
    return "%09d\n".formatted(number);
  }

  private static String lines(long from, long to) {
    StringBuilder text = new StringBuilder();
    for (long line = from; line < to; line++) {
      text.append(line(line));
    }
    return text.toString();
  }

  private static LineRange from(long line, int after) {
    return LineRange.newBuilder().setLine(line).setAfter(after).build();
  }

  @Test
  void linesAreFound_byNumberAndFromTheEnd_andAfterARestart() throws Exception {
    try (MuxwireServer server = start()) {
      try (RawPeer host = RawPeer.welcomed(server.uri(), token())) {
        publish(host);
        try (RawPeer viewer = viewer(server)) {
          ask(viewer);
          purge(viewer);
        }
      }
    }
    try (MuxwireServer server = start();
        RawPeer viewer = viewer(server)) {
      viewer.send(fetch(1, from(50_000, 2), false));
      assertThat(text(pages(viewer, 1))).isEqualTo(lines(50_000, 50_002));
      viewer.send(fetch(2, from(0, 20_000), false));
      List<ScrollbackPage> rest = pages(viewer, 2);
      requireNumbers(rest, 10_000, 20_000);
      assertThat(rest.get(0).getRetainedFrom()).isEqualTo(10_000 * LINE_BYTES + 4);
      assertThat(text(rest)).isEqualTo(lines(10_000, 20_000).substring(4));
    }
  }

  private static void ask(RawPeer viewer) {
    viewer.send(fetch(1, from(12_345, 20_000), false));
    List<ScrollbackPage> pages = pages(viewer, 1);
    requireNumbers(pages, 12_345, 32_345);
    assertThat(text(pages)).isEqualTo(lines(12_345, 32_345));

    LineRange last = LineRange.newBuilder().setOffset(-1).setBefore(3).build();
    viewer.send(fetch(2, last, false));
    assertThat(text(pages(viewer, 2))).isEqualTo(lines(LINES - 2, LINES) + "rest");

    viewer.send(fetch(3, from(7, 2), true));
    List<ScrollbackPage> timed = pages(viewer, 3);
    requireNumbers(timed, 7, 9);
    assertThat(text(timed)).isEqualTo(lines(7, 9));
    assertThat(timed.get(1).hasElapsedUs()).isTrue();

    LineRange place = LineRange.newBuilder().setOffset(25).build();
    viewer.send(fetch(4, place, false));
    List<ScrollbackPage> only = pages(viewer, 4);
    assertThat(only).hasSize(1);
    requireNumbers(only, 2, 2);
    assertThat(only.get(0).getOffset()).isEqualTo(20);
  }

  @Test
  void linesByNumberAndByOffset_areInvalid() throws Exception {
    try (MuxwireServer server = start();
        RawPeer host = RawPeer.welcomed(server.uri(), token());
        RawPeer viewer = viewer(server)) {
      publish(host);
      LineRange both = LineRange.newBuilder().setOffset(25).setLine(2).build();
      viewer.send(fetch(1, both, false));
      ServerFrame refused =
          viewer.awaitFrame(frame -> frame.getStreamId() == 1 && frame.hasError());
      assertThat(refused.getError().getCode()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    }
  }

  @Test
  void linesBehindWhatWasErasedMeanwhile_keepTheirNumbers() throws Exception {
    try (MuxwireServer server = start();
        RawPeer host = RawPeer.welcomed(server.uri(), token());
        RawPeer viewer = RawPeer.connect(server.uri())) {
      publish(host);
      ClientFrame.Builder hello = RawPeer.hello(token()).toBuilder();
      hello
          .getHelloBuilder()
          .addFeatures(Features.SCROLLBACK_LINES)
          .setLimits(Limits.newBuilder().setInitialCreditBytes(2_000));
      viewer.send(hello.build());
      viewer.welcome();
      viewer.send(fetch(1, from(5_000, 10_000), false));
      viewer.awaitFrame(frame -> !frame.getScrollbackPage().getData().isEmpty());
      purge(host);
      viewer.send(stream(1).setCredit(Credit.newBuilder().setLimitBytes(1 << 20)).build());

      List<ScrollbackPage> pages = pages(viewer, 1);
      assertThat(text(pages)).contains(line(5_000)).endsWith(line(14_999));
      assertThat(viewer.frames())
          .anyMatch(frame -> frame.getSkipped().getReason() == SkipReason.SKIP_REASON_PURGED);
      assertThat(pages.subList(1, pages.size()))
          .allMatch(page -> page.getFirstLine() == page.getOffset() / LINE_BYTES);
    }
  }

  private static void purge(RawPeer viewer) {
    viewer.send(
        ClientFrame.newBuilder()
            .setPurgeTerminal(
                PurgeTerminal.newBuilder()
                    .setRequestSeq(9)
                    .setWorkspace("main")
                    .setTerminalId("t")
                    .setBeforeOffset(10_000 * LINE_BYTES + 4))
            .build());
    viewer.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 9);
  }

  private static void publish(RawPeer host) {
    host.send(
        ClientFrame.newBuilder()
            .setCreateWorkspace(
                CreateWorkspace.newBuilder()
                    .setRequest(BadInputFixture.request(1))
                    .setWorkspace("main"))
            .build());
    host.awaitFrame(ServerFrame::hasRequestDone);
    HostScript.beginToPublish(host, "main", "t");
    for (long line = 0; line < LINES; line += LINES_AT_ONCE) {
      output(host, line * LINE_BYTES, lines(line, line + LINES_AT_ONCE));
    }
    output(host, (long) LINES * LINE_BYTES, "rest");
    host.awaitFrame(
        frame -> frame.getPublishAck().getDurableOffset() == (long) LINES * LINE_BYTES + 4);
  }

  private static void output(RawPeer host, long offset, String text) {
    host.send(
        stream(PUBLISH_STREAM)
            .setPublishOutput(
                PublishOutput.newBuilder()
                    .setOffset(offset)
                    .setData(ByteString.copyFromUtf8(text))
                    .setElapsedUs(offset))
            .build());
  }
}
