package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upgrades that are refused, byte by byte: no library stands between with headers of its own. */
final class BadUpgradeTest extends BadInputFixture {
  private static final int PATIENCE_MS = 10_000;
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: muxwire.v1\r\n";

  private static String own() {
    return "Host: 127.0.0.1:" + server.uri().getPort() + "\r\n";
  }

  /** Everything that the server says to a request, until it closes or has refused. */
  private static String answer(String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(PATIENCE_MS);
      String request = "GET /v1/sync HTTP/1.1\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (!headers.contains("Connection:")) {
        socket.shutdownOutput();
      }
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the end of the answer: %s", answer).isNotNegative();
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  private static void refused(int status, String headers) throws IOException {
    assertThat(answer(headers)).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void goodUpgrade_isTaken() throws IOException {
    refused(101, own() + UPGRADE + SUBPROTOCOL);
    refused(101, "Host: localhost\r\n" + UPGRADE + SUBPROTOCOL);
  }

  @Test
  void foreignHost_isForbidden() throws IOException {
    for (String host : List.of("evil.example", "127.evil.example", "127.0.0.1.evil.example:7070")) {
      refused(403, "Host: " + host + "\r\n" + UPGRADE + SUBPROTOCOL);
    }
  }

  @Test
  void foreignOrigin_isForbidden() throws IOException {
    for (String origin : List.of("https://evil.example", "null", "http://localhost.evil.example")) {
      refused(403, own() + "Origin: " + origin + "\r\n" + UPGRADE + SUBPROTOCOL);
    }
  }

  /** What a page sends that has bound its own name to this address. */
  @Test
  void foreignHostThatEqualsItsOrigin_isForbidden() throws IOException {
    refused(403, "Host: evil.example\r\nOrigin: http://evil.example\r\n" + UPGRADE + SUBPROTOCOL);
  }

  @Test
  void missingHost_isABadRequest() throws IOException {
    refused(400, UPGRADE + SUBPROTOCOL);
  }

  @Test
  void otherSubprotocol_isABadRequest() throws IOException {
    refused(400, own() + UPGRADE);
    refused(400, own() + UPGRADE + "Sec-WebSocket-Protocol: other.v1\r\n");
  }

  @Test
  void plainHttp_isToldToUpgrade() throws IOException {
    refused(426, own());
  }
}
