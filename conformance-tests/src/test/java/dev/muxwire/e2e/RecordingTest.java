package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalEvent;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A terminal's past as a file that players take: exported, and played. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordingTest {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 5;
  private static final int INTERRUPTED = 130;

  private Installation installation;
  private ServerProcess server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    server = installation.up();
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult run(String... arguments) {
    return installation.run(arguments);
  }

  /** Runs a script in a terminal to its end; returns the terminal's id. */
  private String terminal(String script) {
    String id =
        run("new", "--json", "--", "sh", "-c", script).succeeded().json().get("id").getAsString();
    Awaitility.await("the program's exit")
        .atMost(Duration.ofSeconds(30))
        .until(() -> run("ls", "--json").succeeded().text().contains(id + "\""));
    run("tail", id, "--lines", "0").succeeded(); // follows it to its end
    return id;
  }

  private static List<JsonArray> events(String recording) {
    return recording
        .lines()
        .skip(1)
        .map(line -> JsonParser.parseString(line).getAsJsonArray())
        .toList();
  }

  private static BigDecimal seconds(List<JsonArray> events) {
    return events.stream()
        .map(event -> event.get(0).getAsBigDecimal())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void export_thenPlay_givesTheVeryBytes_atTheHostsTimes() throws Exception {
    String id =
        terminal(
            "printf 'h\\303'; sleep 0.3; printf '\\244llo \\033[1m\\360\\237'; sleep 0.3;"
                + " printf '\\230\\200\\033[0m\\n'; seq 1 20000; exit 3");
    Path file = installation.root().resolve("hello.cast");
    assertThat(run("export", id, "-o", file.toString()).succeeded().text()).isEmpty();
    String recording = Files.readString(file);
    List<JsonArray> events = events(recording);

    JsonObject header =
        JsonParser.parseString(recording.lines().findFirst().orElseThrow()).getAsJsonObject();
    assertThat(header.get("version").getAsInt()).isEqualTo(3);
    assertThat(header.getAsJsonObject("term").get("cols").getAsInt()).isEqualTo(80);
    assertThat(header.get("timestamp").getAsLong() * 1000)
        .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(120_000L));
    assertThat(events.get(0).get(2).getAsString()).isEqualTo("h");
    assertThat(events.get(1).get(2).getAsString()).isEqualTo("ällo \u001b[1m");
    assertThat(events.get(events.size() - 1).get(1).getAsString()).isEqualTo("x");
    assertThat(events.get(events.size() - 1).get(2).getAsString()).isEqualTo("3");
    assertThat(seconds(events).movePointRight(6).longValueExact()).isEqualTo(lastMicros(id));
    assertThat(seconds(events)).isGreaterThan(new BigDecimal("0.6"));

    byte[] printed = run("cat", "--raw", id).succeeded().out();
    assertThat(run("play", "--speed", "1000", file.toString()).succeeded().out())
        .isEqualTo(printed);
    assertThat(run("export", id).succeeded().text()).isEqualTo(recording);
  }

  /** The last time that the host told of a terminal, as the SDK has it. */
  private long lastMicros(String id) throws Exception {
    ConcurrentLinkedDeque<Long> times = new ConcurrentLinkedDeque<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    MuxwireClient client = installation.client(server.uri());
    client
        .fetchRecording(Installation.WORKSPACE, id, 0, 0)
        .subscribe(
            new Flow.Subscriber<TerminalEvent>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(TerminalEvent event) {
                if (event instanceof TerminalEvent.Elapsed elapsed) {
                  times.add(elapsed.elapsedMicros());
                }
              }

              @Override
              public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
              }

              @Override
              public void onComplete() {
                ended.complete(null);
              }
            });
    ended.get(30, TimeUnit.SECONDS);
    assertThat(List.copyOf(times)).isSorted();
    return times.getLast();
  }

  @Test
  void parts_areCutByOffsetAndByTime() {
    String id = terminal("printf first; sleep 1; printf second");
    assertThat(shown("export", id, "--from", "5")).isEqualTo("second");
    assertThat(shown("export", id, "--from", "2", "--to", "7")).isEqualTo("rstse");
    assertThat(shown("export", id, "--from", "-500ms")).isEqualTo("second");
    assertThat(shown("export", id, "--to", "-500ms")).isEqualTo("first");
    assertThat(shown("export", id, "--from", "1h")).isEmpty();
    assertThat(run("export", id, "--from", "99").exitCode()).isEqualTo(USAGE);
    assertThat(run("export", id, "--from", "7", "--to", "3").exitCode()).isEqualTo(USAGE);
    assertThat(run("export", id, "--from", "soon").exitCode()).isEqualTo(USAGE);
    assertThat(run("export", "no-such-terminal").exitCode()).isEqualTo(NOT_FOUND);
  }

  private String shown(String... arguments) {
    StringBuilder shown = new StringBuilder();
    for (JsonArray event : events(run(arguments).succeeded().text())) {
      shown.append(event.get(1).getAsString().equals("o") ? event.get(2).getAsString() : "");
    }
    return shown.toString();
  }

  @Test
  void purgedOutput_isAMarker_andNothingOfItIsThere() {
    String id = terminal("printf secret; sleep 0.2; printf public");
    run("purge", id, "--before", "6", "--yes").succeeded();
    String recording = run("export", id, "--from", "0").succeeded().text();
    assertThat(recording).doesNotContain("secret").contains("public");
    assertThat(events(recording).get(0).get(1).getAsString()).isEqualTo("m");
    assertThat(events(recording).get(0).get(2).getAsString())
        .contains("6 bytes")
        .contains("purged");
  }

  @Test
  void play_refusesABrokenFile_withItsLine_afterWhatWasGood() throws Exception {
    Path file = installation.root().resolve("broken.cast");
    Files.writeString(
        file, "{\"version\":2,\"width\":80,\"height\":24}\n[0.1, \"o\", \"good\"]\n[0.2, \"o\"\n");
    CommandResult result = run("play", file.toString());
    assertThat(result.exitCode()).isEqualTo(FAILURE);
    assertThat(result.text()).isEqualTo("good");
    assertThat(result.err()).contains("broken.cast").contains("line 3");
    assertThat(run("play", "no-such-file.cast").exitCode()).isEqualTo(NOT_FOUND);
    assertThat(run("play", "--speed", "0", file.toString()).exitCode()).isEqualTo(USAGE);
  }

  @Test
  void play_endsWithCtrlC() throws Exception {
    Path file = installation.root().resolve("long.cast");
    Files.writeString(
        file,
        "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n[0, \"o\", \"begun\"]\n[3600, \"o\", \"end\"]\n");
    Process play =
        installation.start(
            MuxwireJar.command(MuxwireJar.QUICK_START, List.of("play", file.toString())), "play");
    Awaitility.await("the beginning")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(installation.root().resolve("play.out")).equals("begun"));
    new ProcessBuilder("kill", "-INT", Long.toString(play.pid())).start().waitFor();
    assertThat(play.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(play.exitValue()).isEqualTo(INTERRUPTED);
  }
}
