package dev.muxwire.conformance.server;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.Exchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** An HTTP request byte by byte, with headers that no library would send. */
final class Upgrade {
  private static final int TLS_PORT = 443;
  private static final int PLAIN_PORT = 80;
  private static final int MOST_BYTES = 16 << 10;

  private final List<String> headers = new ArrayList<>();
  private final URI uri;
  private final String path;

  private Upgrade(URI uri, String path) {
    this.uri = uri;
    this.path = path;
  }

  /** A good upgrade without Host, Origin and subprotocol. */
  static Upgrade webSocket(URI uri) {
    return plain(uri)
        .with("Connection", "Upgrade")
        .with("Upgrade", "websocket")
        .with("Sec-WebSocket-Version", "13")
        .with("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
  }

  /** A plain GET. */
  static Upgrade plain(URI uri) {
    return new Upgrade(uri, uri.getRawPath());
  }

  Upgrade with(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  Upgrade withOwnHost() {
    return with("Host", uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
  }

  Upgrade withSubprotocol() {
    return with("Sec-WebSocket-Protocol", "muxwire.v1");
  }

  /** The status of the answer. */
  int status(Exchange exchange, int patienceMs) throws IOException {
    exchange.note("http >", "GET " + path + " " + headers);
    try (Socket socket = open(patienceMs)) {
      String request = "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n") < 0 && answer.length() < MOST_BYTES) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw Breach.of("the server closed the connection without an answer");
        }
        answer.append((char) next);
      }
      String statusLine = answer.toString().strip();
      exchange.note("http <", statusLine);
      return Integer.parseInt(statusLine.split(" ")[1]);
    }
  }

  private Socket open(int patienceMs) throws IOException {
    boolean tls = "wss".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(uri.getHost(), port), patienceMs);
    plain.setSoTimeout(patienceMs);
    return tls
        ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
            .createSocket(plain, uri.getHost(), port, true)
        : plain;
  }
}
