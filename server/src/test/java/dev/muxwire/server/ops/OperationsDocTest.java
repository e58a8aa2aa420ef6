package dev.muxwire.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** docs/OPERATIONS.md names every metric and every event of the log. */
final class OperationsDocTest {
  private String document = "";

  @BeforeEach
  void read() throws Exception {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    document = Files.readString(module.resolveSibling("docs").resolve("OPERATIONS.md"));
  }

  @Test
  void everyMetric_isInTheDocument(@TempDir Path directory) throws Exception {
    ServerConfig config = ServerConfig.builder().listenPort(0).dataDirectory(directory).build();
    try (MuxwireServer server = MuxwireServer.start(config)) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.uri().getPort() + "/metrics"))
              .header(
                  "Authorization", "Bearer " + Files.readString(directory.resolve("token")).strip())
              .build();
      String scraped =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
      List<String> names =
          scraped
              .lines()
              .filter(line -> line.startsWith("# TYPE muxwire_"))
              .map(line -> line.split(" ")[2])
              .toList();
      assertThat(names).hasSizeGreaterThan(30);
      assertThat(names).allMatch(name -> document.contains("`" + name + "`"));
    }
  }

  @Test
  void everyEventOfTheLog_isInTheDocument() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.muxwire.server");
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.setLevel(Level.ALL);
    logger.setAdditive(false);
    logger.addAppender(appender);
    try {
      for (Method event : ServerEvents.class.getDeclaredMethods()) {
        event.invoke(
            new LoggedEvents(),
            Arrays.stream(event.getParameterTypes()).map(OperationsDocTest::anyValue).toArray());
      }
    } finally {
      logger.detachAppender(appender);
      logger.setAdditive(true);
      logger.setLevel(null);
    }
    assertThat(appender.list).hasSizeGreaterThan(10);
    for (ILoggingEvent event : appender.list) {
      assertThat(document).contains("`" + event.getMessage() + "`");
      if (event.getKeyValuePairs() != null) {
        event
            .getKeyValuePairs()
            .forEach(pair -> assertThat(document).contains("`" + pair.key + "`"));
      }
    }
  }

  private static Object anyValue(Class<?> type) {
    if (type == String.class) {
      return "x";
    }
    if (type == Throwable.class) {
      return new IllegalStateException("only a test");
    }
    return type == long.class ? (Object) 1L : (Object) 1;
  }
}
