package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Link;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code tail} and {@code kill}, as scripts use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TerminalCommandsTest {
  private static final int USAGE = 2;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;

  private Installation installation;
  private ServerProcess server;
  private int started;

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
    return installation.runHere(arguments);
  }

  private String open(String script) {
    return run("new", "--no-tab", "--", "sh", "-c", script).succeeded().text().strip();
  }

  /** Starts a command that goes on; its output is in the file. */
  private Path begin(String... arguments) {
    String name = "going-on-" + started++;
    installation.start(MuxwireJar.command(MuxwireJar.QUICK_START, List.of(arguments)), name);
    return installation.root().resolve(name + ".out");
  }

  private static String numbers(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> number + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void tail_printsTheLastLines_andHowTheProgramEnded() {
    String id = open("seq 1 9000; printf '\\033[31mred\\033[0m'; exit 3");
    CommandResult result = run("tail", id, "-n", "4").succeeded();
    assertThat(result.text()).isEqualTo(numbers(8998, 9000) + "red");
    assertThat(result.err()).contains("terminal " + id + " exited with status 3.");
    assertThat(run("tail", id, "--raw", "--bytes", "12").succeeded().text())
        .isEqualTo("\033[31mred\033[0m");
    assertThat(run("tail", id, "--from", "0").succeeded().text()).startsWith("1\n2\n3\n");
    CommandResult beyond = run("tail", id, "--from", "999999");
    assertThat(beyond.exitCode()).as(beyond.toString()).isEqualTo(USAGE);
  }

  @Test
  void cat_ofLines_printsTheseAlone_andTellsWhatIsNotRetained() {
    String id = open("seq 0 29999");
    run("tail", id, "-n", "0").succeeded(); // it has ended
    assertThat(run("cat", id, "--lines", "20000:20003").succeeded().text())
        .isEqualTo(numbers(20_000, 20_002));
    assertThat(run("cat", id, "--lines", "29998:").succeeded().text())
        .isEqualTo(numbers(29_998, 29_999));
    run("purge", id, "--before", "30", "--yes").succeeded(); // ten lines of three bytes
    CommandResult rest = run("cat", id, "--lines", ":12").succeeded();
    assertThat(rest.text()).isEqualTo(numbers(10, 11));
    assertThat(rest.err()).contains("the lines before 10 are older than what is retained.");
    CommandResult nonsense = run("cat", id, "--lines", "5:2");
    assertThat(nonsense.exitCode()).as(nonsense.toString()).isEqualTo(USAGE);
  }

  @Test
  void tail_withoutFollowing_ends() {
    String id = open("echo one; echo two; sleep 1000");
    Awaitility.await("the program's output")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(run("tail", id, "--no-follow", "-n", "1").succeeded().text())
                    .isEqualTo("two\n"));
  }

  @Test
  void tail_asJson_isAnObjectALine() {
    String id = open("printf 'one\\ntwo'; exit 1");
    List<JsonObject> lines = new ArrayList<>();
    run("tail", id, "--json")
        .succeeded()
        .text()
        .lines()
        .forEach(line -> lines.add(JsonParser.parseString(line).getAsJsonObject()));
    String text =
        lines.stream()
            .filter(line -> line.has("text"))
            .map(line -> line.get("text").getAsString())
            .collect(Collectors.joining());
    assertThat(text).isEqualTo("one\ntwo");
    JsonObject last = lines.get(lines.size() - 1);
    assertThat(last.get("type").getAsString()).isEqualTo("exited");
    assertThat(last.get("status").getAsInt()).isEqualTo(1);
  }

  @Test
  void tail_overCutConnections_printsEverythingOnce() throws Exception {
    String id = open("read go; seq 1 200000");
    try (Conditioner proxy = Conditioner.to(server::port, Link.cutAt(300_000))) {
      Path out =
          begin(
              "tail",
              id,
              "--from",
              "0",
              "--url",
              proxy.uri().toString(),
              "--token-file",
              installation.tokenFile().toString());
      typeEnter(id);
      Awaitility.await("the last number")
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(out).endsWith("\n200000\n"));
      assertThat(proxy.cuts()).isPositive();
      assertThat(Files.readString(out)).isEqualTo("\n" + numbers(1, 200_000));
    }
  }

  private void typeEnter(String id) throws Exception {
    try (var client = installation.client(server.uri());
        var attachment =
            client.attach(Installation.WORKSPACE, id, AttachOptions.builder().build())) {
      attachment.write(new byte[] {'\r'}).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void tail_flushesEachLine_andEndsQuietlyWhenNobodyReads() throws Exception {
    String id = open("while :; do echo tick; sleep 0.05; done");
    ProcessBuilder builder =
        new ProcessBuilder(
                MuxwireJar.command(MuxwireJar.QUICK_START, List.of("tail", id, "-n", "1")))
            .directory(installation.root().toFile())
            .redirectError(installation.root().resolve("piped.err").toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(installation.environment());
    Process tail = builder.start();
    installation.closeLater(() -> Installation.end(tail.toHandle(), Duration.ZERO));
    try (BufferedReader reader = tail.inputReader()) {
      assertThat(reader.readLine()).isEqualTo("tick");
    }
    assertThat(tail.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(tail.exitValue()).isZero();
    assertThat(installation.root().resolve("piped.err")).isEmptyFile();
  }

  @Test
  void kill_endsSeveral_andWaits() {
    String one = open("sleep 1000");
    String two = open("trap '' HUP; while :; do sleep 1; done");
    JsonObject result = run("kill", one, two, "--wait", "--json").succeeded().json();
    assertThat(result.getAsJsonArray("terminals"))
        .hasSize(2)
        .allMatch(each -> each.getAsJsonObject().get("exited").getAsBoolean());
    CommandResult again = run("kill", one).succeeded();
    assertThat(again.err()).contains("has ended already");
    assertThat(again.text()).isEmpty();
  }

  @Test
  void kill_withASignal_sendsIt() throws Exception {
    String id = open("trap 'echo got-it' USR1; echo ready; while :; do sleep 0.1; done");
    Path out = begin("tail", id);
    Awaitility.await("the trap is set")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(out).contains("ready"));
    run("kill", "--signal", "sigusr1", id).succeeded();
    Awaitility.await("the signal")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(out).contains("got-it"));
    run("kill", "--signal", "KILL", "--wait", id).succeeded();
    CommandResult ended = run("kill", "--signal", "INT", id);
    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(REFUSED);
  }

  @Test
  void kill_ofOneThatIsNotThere_endsNone() {
    String id = open("sleep 1000");
    CommandResult result = run("kill", id, "no-such-terminal");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(NOT_FOUND);
    assertThat(run("ls").succeeded().text()).containsPattern(id + " +running");
    assertThat(run("ls", "--ids").succeeded().text().lines()).contains(id);
  }

  @Test
  void completionAndHelp_runFromTheJar() {
    assertThat(run("completion", "bash").succeeded().text()).contains(" ls --ids 2>/dev/null");
    assertThat(run("help", "tail").succeeded().text()).startsWith("Usage: muxwire tail");
  }
}
