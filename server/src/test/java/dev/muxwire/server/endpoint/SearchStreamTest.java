package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Pause;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.Resume;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches at the socket. */
final class SearchStreamTest extends BadInputFixture {
  private static final int LINES = 3_000;
  private static final String LINE = "\033[32mline\033[0m with a needle\r\n";
  private static final int SEARCHES =
      dev.muxwire.server.config.Limits.DEFAULT.maxSearchesPerPrincipal();

  private static RawPeer host;

  @BeforeAll
  static void publish() {
    host = RawPeer.welcomed(server.uri(), token);
    HostScript.beginToPublish(host, "main", "t");
    long offset = 0;
    for (int i = 0; i < LINES / 500; i++) {
      ByteString data = ByteString.copyFromUtf8(LINE.repeat(500));
      host.send(
          stream(HostScript.PUBLISH_STREAM)
              .setPublishOutput(PublishOutput.newBuilder().setOffset(offset).setData(data))
              .build());
      offset += data.size();
    }
    long end = offset;
    ByteString longLine = ByteString.copyFromUtf8("long €".repeat(5_000) + "\r\n");
    host.send(
        stream(HostScript.PUBLISH_STREAM)
            .setPublishOutput(
                PublishOutput.newBuilder().setOffset(end).setData(longLine.substring(0, 30_000)))
            .build(),
        stream(HostScript.PUBLISH_STREAM)
            .setPublishOutput(
                PublishOutput.newBuilder()
                    .setOffset(end + 30_000)
                    .setData(longLine.substring(30_000)))
            .build());
    host.awaitFrame(frame -> frame.getPublishAck().getDurableOffset() == end + longLine.size());
  }

  @AfterAll
  static void leave() {
    host.close();
  }

  private static RawPeer peer(Limits limits) {
    RawPeer peer = RawPeer.connect(server.uri());
    peer.send(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setToken(token)
                    .setLimits(limits)
                    .addFeatures("search")
                    .addFeatures("levitation"))
            .build());
    assertThat(peer.welcome().getFeaturesList()).contains("search").doesNotContain("levitation");
    return peer;
  }

  private static RawPeer peer() {
    return peer(Limits.getDefaultInstance());
  }

  private static SearchScrollback.Builder needle() {
    return SearchScrollback.newBuilder()
        .setWorkspace("main")
        .setTerminalId("t")
        .setPattern("needle");
  }

  private static ClientFrame search(int id, SearchScrollback.Builder search) {
    return stream(id).setSearchScrollback(search).build();
  }

  private static List<SearchMatch> matches(RawPeer peer, int stream) {
    return peer.frames().stream()
        .filter(frame -> frame.getStreamId() == stream && frame.hasSearchMatch())
        .map(ServerFrame::getSearchMatch)
        .toList();
  }

  private static ServerFrame end(RawPeer peer, int stream) {
    peer.awaitFrame(frame -> frame.getStreamId() == stream && frame.hasCloseStream());
    return peer.awaitFrame(frame -> frame.getStreamId() == stream && frame.hasSearchDone());
  }

  @Test
  void search_tellsLinesInOrder_upToTheLimit_andWhereToGoOn() {
    try (RawPeer peer = peer()) {
      peer.send(search(1, needle()), search(2, needle().setBackwards(true).setLimit(2)));
      var done = end(peer, 1).getSearchDone();
      assertThat(done.getReason()).isEqualTo(SearchEnd.SEARCH_END_LIMIT);
      assertThat(done.getMatches()).isEqualTo(100);
      assertThat(done.getNextOffset()).isEqualTo(100L * LINE.length());
      List<SearchMatch> found = matches(peer, 1);
      assertThat(found).hasSize(100);
      for (int i = 0; i < found.size(); i++) {
        SearchMatch match = found.get(i);
        assertThat(match.getLineOffset()).isEqualTo((long) i * LINE.length());
        assertThat(match.getLineEnd()).isEqualTo((i + 1L) * LINE.length());
        assertThat(match.getLine()).isEqualTo("line with a needle");
        assertThat(match.getMatchStart()).isEqualTo(12);
        assertThat(match.getMatchEnd()).isEqualTo(18);
      }
      assertThat(end(peer, 2).getSearchDone().getMatches()).isEqualTo(2);
      assertThat(matches(peer, 2).stream().map(SearchMatch::getLineOffset))
          .containsExactly((LINES - 1L) * LINE.length(), (LINES - 2L) * LINE.length());

      peer.send(search(3, needle().setLimit(10_000).setFrom(done.getNextOffset())));
      assertThat(end(peer, 3).getSearchDone().getReason()).isEqualTo(SearchEnd.SEARCH_END_RANGE);
      assertThat(matches(peer, 3)).hasSize(LINES - 100);
    }
  }

  @Test
  void search_withoutCreditOrPaused_standsStill_andIsCancelledAtOnce() {
    Limits small = Limits.newBuilder().setInitialCreditBytes(2_000).build();
    try (RawPeer peer = peer(small)) {
      peer.send(search(1, needle().setLimit(10_000)));
      peer.awaitFrame(ServerFrame::hasSearchMatch);
      assertAlive(peer);
      int granted = matches(peer, 1).stream().mapToInt(SearchMatch::getSerializedSize).sum();
      assertThat(granted).isLessThanOrEqualTo(2_000);
      peer.send(stream(1).setPause(Pause.getDefaultInstance()).build());
      peer.send(stream(1).setCredit(Credit.newBuilder().setLimitBytes(1_000_000)).build());
      assertAlive(peer);
      int before = matches(peer, 1).size();
      peer.send(ping(5));
      peer.awaitFrame(frame -> frame.getPong().getNonce() == 5);
      assertThat(matches(peer, 1)).hasSize(before);
      peer.send(stream(1).setResume(Resume.getDefaultInstance()).build());
      end(peer, 1);
      assertThat(matches(peer, 1)).hasSize(LINES);

      peer.send(search(2, needle().setLimit(10_000)));
      peer.awaitFrame(frame -> frame.getStreamId() == 2 && frame.hasSearchMatch());
      peer.send(stream(2).setCloseStream(CloseStream.getDefaultInstance()).build());
      assertAlive(peer);
      assertThat(peer.frames()).noneMatch(f -> f.getStreamId() == 2 && f.hasSearchDone());
    }
  }

  @Test
  void aLineLongerThanAPacket_isToldInPart_andHoldsNothingUp() {
    Limits small = Limits.newBuilder().setMaxPacketBytes(4096).build();
    try (RawPeer peer = peer(small)) {
      peer.send(search(1, needle().setPattern("long")));
      assertThat(end(peer, 1).getSearchDone().getMatches()).isPositive();
      SearchMatch match = matches(peer, 1).get(0);
      assertThat(match.getLineOffset()).isEqualTo((long) LINES * LINE.length());
      assertThat(match.getLine()).contains("long €");
      assertThat(match.getLeftOutAfter()).isPositive();
      assertAlive(peer);
    }
  }

  @Test
  void searches_beyondTheCap_areBusy_untilOneHasEnded() {
    Limits small = Limits.newBuilder().setInitialCreditBytes(1_000).build();
    try (RawPeer peer = peer(small)) {
      int last = SEARCHES + 1;
      for (int i = 1; i <= last; i++) {
        peer.send(search(i, needle().setLimit(10_000)));
      }
      var busy =
          peer.awaitFrame(frame -> frame.getStreamId() == last && frame.hasError()).getError();
      assertThat(busy.getCode()).isEqualTo(ErrorCode.ERROR_CODE_BUSY);
      assertThat(busy.getRetryAfterMs()).isPositive();
      peer.send(stream(1).setCloseStream(CloseStream.getDefaultInstance()).build());
      peer.send(search(last + 1, needle()));
      peer.awaitFrame(frame -> frame.getStreamId() == last + 1 && frame.hasSearchMatch());
    }
  }

  @Test
  void whatMakesNoSense_isRefused_onItsStreamAlone() {
    refused(needle().setPattern("("), ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "at character 1");
    refused(needle().setPattern(""), ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "empty");
    refused(needle().setPattern("x".repeat(1025)), ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, "1024");
    refused(
        needle().setPattern("((a{100}){100}){100}"),
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        "repeats");
    refused(needle().setLimit(10_001), ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, "10000");
    refused(needle().setFrom(5).setTo(4), ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "range");
    refused(needle().setTerminalId("none"), ErrorCode.ERROR_CODE_NOT_FOUND, "none");
    answersOnStream(1, peer -> peer.send(search(1, needle())), ErrorCode.ERROR_CODE_UNSUPPORTED);
  }

  private static void refused(SearchScrollback.Builder search, ErrorCode code, String why) {
    try (RawPeer peer = peer()) {
      peer.send(search(1, search));
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(code);
      assertThat(error.getMessage()).contains(why);
      assertAlive(peer);
    }
  }
}
