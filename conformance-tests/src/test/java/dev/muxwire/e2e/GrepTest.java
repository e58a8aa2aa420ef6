package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code grep}, as people and scripts use it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrepTest {
  private static final int NOTHING = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 5;

  private Installation installation;
  private String first;
  private String second;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    installation.up();
    first =
        open("one", "printf '\\033[31mError\\033[0m: a[0]\\nfine\\n10%%\\r100%%\\nerror again\\n'");
    second = open("two", "seq 1 5000; echo no error here");
    Awaitility.await("the output")
        .until(() -> run("grep", "error", second).exitCode() == 0 && count(first, "error") == 1);
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult run(String... arguments) {
    return installation.runHere(arguments);
  }

  private String open(String title, String script) {
    return run("new", "--no-tab", "--title", title, "--", "sh", "-c", script)
        .succeeded()
        .text()
        .strip();
  }

  private long count(String terminal, String pattern) {
    return run("grep", pattern, terminal).text().lines().count();
  }

  @Test
  void grep_findsLinesAsTheyWereSeen_inAllTerminalsOrThoseNamed() {
    assertThat(run("grep", "-i", "error", first, second).succeeded().text())
        .isEqualTo("one:0:Error: a[0]\none:38:error again\ntwo:28893:no error here\n");
    assertThat(run("grep", "^100%$").succeeded().text()).isEqualTo("one:28:100%\n");
    assertThat(run("grep", "-F", "a[0]", "one").succeeded().text())
        .isEqualTo("one:0:Error: a[0]\n");
    assertThat(run("grep", "--color", "always", "again", first).succeeded().text())
        .contains("error \033[1;31magain\033[0m");
    assertThat(run("grep", "--reverse", "-n", "2", "^\\d+$", second).succeeded().text())
        .isEqualTo("two:28887:5000\ntwo:28881:4999\n");
  }

  @Test
  void grep_countsAndTellsPrograms() {
    assertThat(run("grep", "-c", "0", first, second).succeeded().text())
        .isEqualTo("one:2\ntwo:1265\n");
    String line = run("grep", "--json", "a\\[", first).succeeded().text();
    JsonObject found = JsonParser.parseString(line).getAsJsonObject();
    assertThat(found.get("terminal").getAsString()).isEqualTo(first);
    assertThat(found.get("offset").getAsLong()).isZero();
    assertThat(found.get("line").getAsString()).isEqualTo("Error: a[0]");
    assertThat(found.get("matches").toString()).isEqualTo("[[7,9]]");
  }

  @Test
  void grep_endsAsGrepDoes() {
    assertThat(run("grep", "nowhere").exitCode()).isEqualTo(NOTHING);
    CommandResult bad = run("grep", "a(b");
    assertThat(bad.exitCode()).isEqualTo(USAGE);
    assertThat(bad.err()).contains("the ( is never closed, at character 2");
    assertThat(run("grep", "x", "no-such-terminal").exitCode()).isEqualTo(NOT_FOUND);
  }
}
