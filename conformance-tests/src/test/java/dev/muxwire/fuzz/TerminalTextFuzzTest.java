package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Output of any bytes, searched from both ends and fetched by lines. */
class TerminalTextFuzzTest {
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
    for (int i = 0; i < 20; i++) {
      prepared.time.passMs(50);
      for (int stream = 1; stream <= 3; stream++) {
        peer.credit(stream, Long.MAX_VALUE);
      }
      peer.confirm();
    }
    List<ServerFrame> frames = peer.takeFrames();
    long forwards = matches(frames, 1);
    long backwards = matches(frames, 2);
    boolean fetched = frames.stream().anyMatch(f -> f.getStreamId() == 3 && f.hasCloseStream());
    if (forwards < 0 || forwards != backwards || !fetched) {
      throw new AssertionError(
          pattern + ": " + forwards + " and " + backwards + " lines found, fetched " + fetched);
    }
  }

  private static ClientFrame.Builder search(int stream, String pattern, boolean backwards) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setSearchScrollback(
            SearchScrollback.newBuilder()
                .setWorkspace(FuzzedServer.WORKSPACE)
                .setTerminalId(PreparedServer.TERMINAL)
                .setPattern(pattern)
                .setLimit(10_000)
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

  /** -1 if the search did not end. */
  private static long matches(List<ServerFrame> frames, int stream) {
    return frames.stream()
        .filter(frame -> frame.getStreamId() == stream && frame.hasSearchDone())
        .mapToLong(frame -> frame.getSearchDone().getMatches())
        .findFirst()
        .orElse(-1);
  }
}
