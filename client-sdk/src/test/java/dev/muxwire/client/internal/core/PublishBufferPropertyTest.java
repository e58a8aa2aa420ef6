package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is cut, acknowledged or sent again, the server's log gets every byte once, in place. */
class PublishBufferPropertyTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** What a server holds: bytes, of which some are durable, and marks in between. */
  private static final class ServerLog {
    private byte[] bytes = new byte[0];
    private int durable;
    private boolean exited;

    void take(PublishBuffer.Piece piece) {
      assertThat(piece.offset()).isEqualTo(bytes.length);
      if (piece instanceof PublishBuffer.Data data) {
        byte[] more = new byte[(int) data.end()];
        System.arraycopy(bytes, 0, more, 0, bytes.length);
        data.bytes().copyTo(more, bytes.length);
        bytes = more;
      } else if (piece instanceof PublishBuffer.Exit) {
        exited = true;
      }
    }

    /** The server dies: what was not durable is gone. */
    void crash() {
      bytes = java.util.Arrays.copyOf(bytes, durable);
      exited = false;
    }
  }

  @Property(tries = 500)
  void everyByteArrives_onceAndInPlace(
      @ForAll @Size(max = 80) List<@IntRange(max = 99) Integer> choices) {
    written.reset();
    PublishBuffer buffer = new PublishBuffer();
    ServerLog server = new ServerLog();
    int step = 0;
    for (int choice : choices) {
      step++;
      switch (choice % 6) {
        case 0, 1 -> append(buffer, choice * 13, step);
        case 2 -> buffer.resized(new TerminalSize(1 + choice, 24), step * 1_000L);
        case 3 -> send(buffer, server, 1 + choice * 7);
        case 4 -> {
          server.durable += (server.bytes.length - server.durable) * choice / 100;
          buffer.durable(server.durable);
        }
        default -> reconnect(buffer, server, choice % 4 == 1);
      }
      assertThat(buffer.durable()).isLessThanOrEqualTo(server.durable);
    }
    buffer.exited(TerminalExit.exited(0, 0), step);
    reconnect(buffer, server, true);
    while (buffer.next() != null) {
      send(buffer, server, 1_000);
    }

    assertThat(server.bytes).isEqualTo(written.toByteArray());
    assertThat(server.exited).isTrue();
  }

  private void append(PublishBuffer buffer, int size, int step) {
    byte[] bytes = new byte[size + 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (step * 31 + i);
    }
    written.writeBytes(bytes);
    buffer.append(ByteString.copyFrom(bytes), step * 1_500L);
  }

  private static void send(PublishBuffer buffer, ServerLog server, int maxBytes) {
    PublishBuffer.Piece next = buffer.next();
    if (next == null) {
      return;
    }
    PublishBuffer.Piece fitting = next;
    if (next instanceof PublishBuffer.Data data) {
      fitting = data.until(Math.min(maxBytes, data.bytes().size()));
    }
    server.take(fitting);
    buffer.sent(fitting);
  }

  private static void reconnect(PublishBuffer buffer, ServerLog server, boolean crash) {
    if (crash) {
      server.crash();
    }
    // It goes on at the log's end, durable or not; an exit there may be told again.
    server.exited = false;
    buffer.resumeAt(server.bytes.length);
  }
}
