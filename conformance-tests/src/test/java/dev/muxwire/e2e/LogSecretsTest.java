package dev.muxwire.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.host.TerminalHost;
import dev.muxwire.host.TerminalHostOptions;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever is logged, at every level, by server, host and client: no secret, no content. */
@Timeout(120)
final class LogSecretsTest {
  private static final String TYPED = "typed-secret-4711";
  private static final String PRINTED = "printed-secret-0815";
  private static final String TITLE = "title-secret-1234";
  private static final String WRONG_TOKEN = "wrong-token-5678";

  @TempDir private Path directory;
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.muxwire");
  private final Lines lines = new Lines();

  @BeforeEach
  void listen() {
    lines.setContext(logger.getLoggerContext());
    lines.start();
    logger.setLevel(Level.ALL);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void forget() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void noLineHoldsATokenOrContent() throws Exception {
    String token;
    try (MuxwireServer server =
        MuxwireServer.start(
            ServerConfig.builder().listenPort(0).dataDirectory(directory).build())) {
      token = Files.readString(directory.resolve("token")).strip();
      workWith(server.uri(), token);
      comeWithAWrongToken(server.uri());
      scrape(server.uri(), token);
    }
    List<String> secrets = List.of(token, TYPED, PRINTED, TITLE, WRONG_TOKEN);
    assertThat(lines.all)
        .anyMatch(line -> line.startsWith("connection opened"))
        .anyMatch(line -> line.startsWith("connection refused"))
        .anyMatch(line -> line.startsWith("stream opened"))
        .anyMatch(line -> line.startsWith("host connected"))
        .anyMatch(line -> line.startsWith("server stopped"))
        .noneMatch(line -> secrets.stream().anyMatch(line::contains));
  }

  private void workWith(URI uri, String token) throws Exception {
    ClientOptions options = ClientOptions.builder(uri).token(token).build();
    try (MuxwireClient client = MuxwireClient.connect(options)) {
      client.createWorkspace("main").get(30, TimeUnit.SECONDS);
      client
          .mutate(
              "main",
              Mutation.builder().create(EntityKind.TAB, "t", Map.of("title", TITLE)).build())
          .get(30, TimeUnit.SECONDS);
      try (TerminalHost host =
          TerminalHost.start(TerminalHostOptions.builder(options, "main", "local").build())) {
        host.registered().get(30, TimeUnit.SECONDS);
        TerminalSpec spec =
            TerminalSpec.builder()
                .command(List.of("sh", "-c", "echo " + PRINTED + "; cat"))
                .build();
        String id = client.openTerminal("main", spec).get(30, TimeUnit.SECONDS);
        CountingViewer viewer = new CountingViewer();
        try (Attachment attachment =
            client.attach("main", id, AttachOptions.builder().fromStart().build())) {
          attachment.subscribe(viewer);
          viewer.awaitReceived(PRINTED.length());
          attachment.write((TYPED + "\n").getBytes(UTF_8)).get(30, TimeUnit.SECONDS);
          viewer.awaitReceived(PRINTED.length() + TYPED.length());
        }
      }
    }
  }

  private static void comeWithAWrongToken(URI uri) {
    try (MuxwireClient client =
        MuxwireClient.connect(ClientOptions.builder(uri).token(WRONG_TOKEN).build())) {
      Assertions.assertThatThrownBy(() -> client.connected().get(30, TimeUnit.SECONDS))
          .hasMessageNotContaining(WRONG_TOKEN);
    }
  }

  private static void scrape(URI uri, String token) throws Exception {
    for (String given : List.of(token, WRONG_TOKEN)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + uri.getPort() + "/metrics"))
              .header("Authorization", "Bearer " + given)
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).doesNotContain(token, WRONG_TOKEN, TYPED, PRINTED, TITLE);
    }
  }

  /** Every event as it would be written. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String thrown =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      all.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + thrown);
    }
  }
}
