package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades that must not become a WebSocket, sent as bare HTTP: no client lets one lie so. */
final class BadUpgradeTest extends BadInputFixture {
  private static final String GOOD_HOST = "127.0.0.1";

  private static String answerTo(String host, String moreHeaders) throws IOException {
    URI uri = server.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      String request =
          "GET /v1/sync HTTP/1.1\r\n"
              + (host.isEmpty() ? "" : "Host: " + host + "\r\n")
              + "Connection: Upgrade\r\n"
              + "Upgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "Sec-WebSocket-Protocol: muxwire.v1\r\n"
              + moreHeaders
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      for (int next = in.read(); next >= 0 && answer.length() < 2_000; next = in.read()) {
        answer.append((char) next);
        if (answer.toString().startsWith("HTTP/1.1 101") && answer.indexOf("\r\n\r\n") > 0) {
          break;
        }
        if (answer.indexOf("</html>") > 0 || answer.indexOf("allowed") > 0) {
          break;
        }
      }
      return answer.toString();
    }
  }

  @Test
  void honestUpgrade_isTaken() throws IOException {
    assertThat(answerTo(GOOD_HOST + ":" + server.uri().getPort(), "")).startsWith("HTTP/1.1 101");
    assertThat(answerTo("localhost", "")).startsWith("HTTP/1.1 101");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:7070", "127.0.0.1.evil.example"})
  void foreignHost_isForbidden(String host) throws IOException {
    assertThat(answerTo(host, "")).startsWith("HTTP/1.1 403").contains("Host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost.evil.example"})
  void foreignOrigin_isForbidden(String origin) throws IOException {
    assertThat(answerTo(GOOD_HOST, "Origin: " + origin + "\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("Origin");
  }

  @Test
  void originThatEqualsAForeignHost_isForbidden() throws IOException {
    // A page that rebinds its name to this address sends such a pair.
    assertThat(answerTo("evil.example", "Origin: http://evil.example\r\n"))
        .startsWith("HTTP/1.1 403");
  }
}
