package dev.muxwire.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.bench.peer.JettyServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

final class BlockingWebSocketTest {
  @Test
  void messagesOfAllSizes_comeBackAsTheyWereSent() throws Exception {
    try (JettyServer jetty = echo();
        BlockingWebSocket socket = new BlockingWebSocket(jetty.port(), "/echo", "")) {
      for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536}) {
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        socket.send(sent);
        ByteBuffer read = socket.read();
        byte[] back = new byte[read.remaining()];
        read.get(back);
        assertThat(back).isEqualTo(sent);
      }
    }
  }

  @Test
  void wrongPath_isTold() throws Exception {
    try (JettyServer jetty = echo()) {
      assertThatThrownBy(() -> new BlockingWebSocket(jetty.port(), "/none", ""))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("404");
    }
  }

  private static JettyServer echo() throws Exception {
    return new JettyServer(
        container -> container.addMapping("/echo", (request, response, callback) -> new Echo()));
  }

  /** Sends back what it gets. */
  public static final class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }
  }
}
