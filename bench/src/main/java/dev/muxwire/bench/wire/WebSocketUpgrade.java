package dev.muxwire.bench.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A client's request for WebSocket, and the answer to it. */
final class WebSocketUpgrade {
  private WebSocketUpgrade() {}

  /** The bytes of it. */
  static byte[] request(int port, String path, String subprotocol, String extensions) {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            + header("Protocol", subprotocol)
            + header("Extensions", extensions)
            + "\r\n";
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private static String header(String name, String value) {
    return value.isEmpty() ? "" : "Sec-WebSocket-" + name + ": " + value + "\r\n";
  }

  /**
   * Reads the answer, and nothing behind it.
   *
   * @throws IOException it is no upgrade
   */
  static void readAnswer(InputStream from) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = from.read();
      if (next < 0) {
        throw new IOException("not upgraded: " + answer);
      }
      answer.append((char) next);
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("not upgraded: " + answer);
    }
  }
}
