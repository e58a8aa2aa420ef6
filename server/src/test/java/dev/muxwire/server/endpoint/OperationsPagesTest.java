package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plain HTTP gets at the listening socket. */
final class OperationsPagesTest {
  private static final int LONG_GRACE_MS = 600_000;

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private MuxwireServer server;
  private String token;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        directory.resolve("tokens"), TokenHashes.hash("reader-token") + " reader read:main\n");
    server =
        MuxwireServer.start(
            ServerConfig.builder()
                .listenPort(0)
                .dataDirectory(directory)
                .drainGraceMs(LONG_GRACE_MS)
                .build());
    token = Files.readString(directory.resolve("token")).strip();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.uri().getPort()).resolve(path));
  }

  private HttpResponse<String> get(String path) {
    return send(request(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void healthz_answers() {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void readyz_isReady_untilTheDrainBegins() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"ready\":true");

    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      peer.awaitFrame(ServerFrame::hasGoAway);

      HttpResponse<String> answer = get("/readyz");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"ready\":false").contains("The server stops.");
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      assertThat(closing).isNotDone();
      peer.close();
      closing.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void metrics_needATokenThatMayReadEverything() {
    for (HttpRequest.Builder request :
        new HttpRequest.Builder[] {
          request("/metrics"),
          request("/metrics").header("Authorization", "Bearer reader-token"),
          request("/metrics").header("Authorization", "Bearer wrong"),
          request("/metrics").header("Authorization", "Basic " + token)
        }) {
      HttpResponse<String> answer = send(request);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    }
  }

  @Test
  void metrics_countWhatHappens() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> metric("muxwire_connections ") == 1.0);
      assertThat(metric("muxwire_connections_opened_total ")).isEqualTo(1.0);
      assertThat(metric("muxwire_packets_received_total ")).isBetween(1.0, 2.0); // Hello, a Pong
      assertThat(metric("muxwire_sent_bytes_total{class=\"control\"} ")).isPositive();
      assertThat(metric("muxwire_connections_refused_total{code=\"unauthenticated\"} ")).isZero();
      peer.send(new byte[] {1, 2, 3, (byte) 0xff});
      peer.awaitClose();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> metric("muxwire_connections_closed_total{code=\"1002\"} ") == 1.0);
    assertThat(metric("muxwire_connections_refused_total{code=\"malformed\"} ")).isEqualTo(1.0);
    assertThat(metric("muxwire_connections ")).isZero();
  }

  private double metric(String beginning) {
    String scraped = send(request("/metrics").header("Authorization", "Bearer " + token)).body();
    return scraped
        .lines()
        .filter(line -> line.startsWith(beginning))
        .map(line -> Double.parseDouble(line.substring(beginning.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + beginning + "in\n" + scraped));
  }

  @Test
  void otherPathsAndMethods_areRefusedWithASentence() {
    HttpResponse<String> nothing = get("/nothing");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.body()).endsWith(".\n");

    HttpResponse<String> posted =
        send(request("/readyz").POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD");

    HttpResponse<String> plain = get(ServerConfig.PATH);
    assertThat(plain.statusCode()).isEqualTo(426);
    assertThat(plain.body()).contains("muxwire.v1");
  }

  @Test
  void head_hasTheStatusAndNoBody() {
    HttpResponse<String> head =
        send(request("/readyz").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  /** A page that rebinds its name to this address must read nothing. */
  @Test
  void foreignHost_isForbidden_exceptForHealth() throws IOException {
    assertThat(statusLine("/readyz", "evil.example")).contains(" 403 ");
    assertThat(statusLine("/metrics", "evil.example")).contains(" 403 ");
    assertThat(statusLine("/healthz", "evil.example")).contains(" 200 ");
  }

  private String statusLine(String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.uri().getPort())) {
      String ask = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.lines().findFirst().orElse("");
    }
  }
}
