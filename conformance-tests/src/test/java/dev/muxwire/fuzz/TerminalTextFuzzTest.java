package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Output of any bytes, searched from both ends and fetched by lines. */
class TerminalTextFuzzTest {
  /** The most that a search may ask for. */
  private static final int LIMIT = 10_000;

  /** Of 50 ms each: a second without any frame. */
  private static final int MAX_IDLE_ROUNDS = 20;

  private static final List<String> PATTERNS =
      List.of(
          "line",
          "l.*e",
          "^$",
          "[^ ]+$",
          "(a|l)*n",
          "\\x{20ac}",
          "é?",
          "\\bred\\b",
          "x{30}",
          "(?i)LINE");

  private static final List<byte[]> OUTPUT =
      Stream.of(
              "\u0000a line\r\nover\rline\u001b[2K\u001b[1Gx\b\b\ny\u001b[10Cé€𝄞\n",
              "\u0003\u001b]0;a line\u0007red\u001bP+q\u001b\\ line\n\n\u009b1mred\u0085\u000b\f",
              "\u0005" + "long line ".repeat(900) + "\n\u001b[31m\u00e9\u0301\ta\t\tb\r\n")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void anyOutput_isFoundTheSameFromBothEnds() {
    Campaign.run(
        "terminal-text", Bounds.SYSTEM, Inputs.mutationsOf(OUTPUT), TerminalTextFuzzTest::play);
  }

  /** The first byte chooses the pattern, the rest is output. */
  private static void play(byte[] input) {
    if (input.length == 0) {
      return;
    }
    PreparedServer prepared = new PreparedServer(new MemoryLogStore());
    prepared.say(ByteString.copyFrom(input, 1, input.length - 1));
    String pattern = PATTERNS.get((input[0] & 0xFF) % PATTERNS.size());
    FuzzedPeer peer = prepared.server.connect();
    prepared.time.passMs(1);
    peer.hello();
    peer.send(search(1, pattern, false), search(2, pattern, true), lines());
    List<List<ServerFrame>> streams = answers(prepared.time, peer);
    List<SearchMatch> forwards = matches(streams.get(0));
    List<SearchMatch> backwards = matches(streams.get(1));
    Collections.reverse(backwards);
    // Each end stops at the limit: then they are not the same ones.
    if (forwards.size() < LIMIT ? !forwards.equals(backwards) : backwards.size() != LIMIT) {
      throw new AssertionError(
          pattern + ": forwards " + forwards.size() + ", backwards " + backwards.size());
    }
  }

  /** Of the three streams, each up to its end: however many packets that takes. */
  private static List<List<ServerFrame>> answers(FuzzTime time, FuzzedPeer peer) {
    List<List<ServerFrame>> streams =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int idle = 0;
    while (idle < MAX_IDLE_ROUNDS && !streams.stream().allMatch(TerminalTextFuzzTest::isEnded)) {
      idle++;
      time.passMs(50);
      for (ServerFrame frame : peer.takeFrames()) {
        if (frame.getStreamId() > 0) {
          streams.get(frame.getStreamId() - 1).add(frame);
          idle = 0;
        }
      }
      for (int stream = 1; stream <= streams.size(); stream++) {
        peer.credit(stream, Long.MAX_VALUE);
      }
      peer.confirm();
    }
    if (idle == MAX_IDLE_ROUNDS) {
      throw new AssertionError(
          "it stands still: " + streams.stream().map(TerminalTextFuzzTest::isEnded).toList());
    }
    return streams;
  }

  private static boolean isEnded(List<ServerFrame> frames) {
    return !frames.isEmpty() && frames.get(frames.size() - 1).hasCloseStream();
  }

  private static ClientFrame.Builder search(int stream, String pattern, boolean backwards) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setSearchScrollback(
            SearchScrollback.newBuilder()
                .setWorkspace(FuzzedServer.WORKSPACE)
                .setTerminalId(PreparedServer.TERMINAL)
                .setPattern(pattern)
                .setLimit(LIMIT)
                .setBackwards(backwards));
  }

  private static ClientFrame.Builder lines() {
    return ClientFrame.newBuilder()
        .setStreamId(3)
        .setFetchScrollback(
            FetchScrollback.newBuilder()
                .setWorkspace(FuzzedServer.WORKSPACE)
                .setTerminalId(PreparedServer.TERMINAL)
                .setLines(LineRange.newBuilder().setLine(50).setBefore(20).setAfter(1_000)));
  }

  private static List<SearchMatch> matches(List<ServerFrame> frames) {
    List<SearchMatch> matches = new ArrayList<>();
    frames.stream()
        .filter(ServerFrame::hasSearchMatch)
        .forEach(frame -> matches.add(frame.getSearchMatch()));
    long told =
        frames.stream()
            .filter(ServerFrame::hasSearchDone)
            .mapToLong(frame -> frame.getSearchDone().getMatches())
            .findFirst()
            .orElse(-1);
    if (told != matches.size()) {
      throw new AssertionError(matches.size() + " lines came, " + told + " were told");
    }
    return matches;
  }
}
