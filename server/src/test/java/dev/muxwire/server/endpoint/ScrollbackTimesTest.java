package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.List;
import org.junit.jupiter.api.Test;

/** History at the socket, with the host's times and without. */
final class ScrollbackTimesTest extends BadInputFixture {
  private static final int PUBLISH_STREAM = HostScript.PUBLISH_STREAM;
  private static final int LARGEST_OUTPUT = 32 * 1024;

  @Test
  void history_tellsTimesSizesAndTheExit_onlyToWhoAsks() {
    try (RawPeer host = RawPeer.welcomed(server.uri(), token);
        RawPeer viewer = RawPeer.welcomed(server.uri(), token)) {
      publish(host);
      FetchScrollback.Builder fetch =
          FetchScrollback.newBuilder().setWorkspace("main").setTerminalId("timed");
      viewer.send(stream(1).setFetchScrollback(fetch.setWithTimes(true)).build());
      List<String> timed = told(viewer, 1);
      assertThat(timed).startsWith("0 abc @1000", "3 to 90 @2000").endsWith("exit @4000");
      assertThat(timed.subList(2, timed.size() - 1)).allMatch(told -> told.endsWith("@3000"));

      viewer.send(stream(2).setFetchScrollback(fetch.setWithTimes(false)).build());
      List<String> plain = told(viewer, 2);
      assertThat(plain).isNotEmpty().noneMatch(told -> told.contains("@") || told.contains("to"));
    }
  }

  /** All that comes on a stream up to its end. */
  private static List<String> told(RawPeer viewer, int stream) {
    viewer.awaitFrame(frame -> frame.getStreamId() == stream && frame.hasCloseStream());
    return viewer.frames().stream()
        .filter(frame -> frame.getStreamId() == stream && !frame.hasCloseStream())
        .map(ScrollbackTimesTest::describe)
        .toList();
  }

  private static String describe(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case SCROLLBACK_PAGE -> {
        var page = frame.getScrollbackPage();
        String data = page.getData().size() > 3 ? "..." : page.getData().toStringUtf8();
        yield page.getOffset()
            + " "
            + data
            + (page.hasElapsedUs() ? " @" + page.getElapsedUs() : "");
      }
      case RESIZED ->
          frame.getResized().getOffset()
              + " to "
              + frame.getResized().getSize().getColumns()
              + " @"
              + frame.getResized().getElapsedUs();
      case EXITED -> "exit @" + frame.getExited().getElapsedUs();
      default -> throw new AssertionError(frame.getBodyCase());
    };
  }

  private static void publish(RawPeer host) {
    HostScript.beginToPublish(host, "main", "timed");
    TerminalSize size = TerminalSize.newBuilder().setColumns(90).setRows(30).build();
    host.send(output(0, "abc", 1000));
    host.send(
        stream(PUBLISH_STREAM)
            .setPublishResized(
                PublishResized.newBuilder().setOffset(3).setSize(size).setElapsedUs(2000))
            .build());
    host.send(output(3, "x".repeat(LARGEST_OUTPUT), 3000));
    host.send(
        stream(PUBLISH_STREAM)
            .setPublishExited(
                PublishExited.newBuilder()
                    .setOffset(3 + LARGEST_OUTPUT)
                    .setExit(TerminalExit.newBuilder().setReason(ExitReason.EXIT_REASON_EXITED))
                    .setElapsedUs(4000))
            .build());
    host.awaitFrame(frame -> frame.getPublishAck().getExited());
  }

  private static ClientFrame output(long offset, String text, long elapsedMicros) {
    return stream(PUBLISH_STREAM)
        .setPublishOutput(
            PublishOutput.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFromUtf8(text))
                .setElapsedUs(elapsedMicros))
        .build();
  }
}
