package dev.muxwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.muxwire.cli.command.Surroundings;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.PrivateFiles;
import dev.muxwire.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void help_listsCommandsAndExitCodes() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("attach", "Exit codes:", "cannot connect", "Examples:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "down",
        "new",
        "ls",
        "status",
        "token",
        "attach",
        "cat",
        "tail",
        "kill",
        "watch",
        "get",
        "put",
        "drive",
        "tabs",
        "panes",
        "rename",
        "configure",
        "purge",
        "workspace",
        "serve",
        "host",
        "completion",
        "help",
        "version"
      })
  void help_ofEveryCommand_isThere(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("Usage: muxwire " + command);
  }

  @Test
  void help_command_isTheCommandsHelp() {
    assertThat(run("help", "tail")).isEqualTo(ExitCode.OK);
    assertThat(out()).startsWith("Usage: muxwire tail");
  }

  @Test
  void unknownCommand_isToldWhatWasMeant() {
    assertThat(run("tial")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("there is no command 'tial'", "Did you mean `muxwire tail`?");
  }

  @Test
  void unknownOption_isToldWhatWasMeant() {
    assertThat(run("ls", "--jsno")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--jsno", "--json");
  }

  @Test
  void colors_areForTerminals_unlessAskedFor() {
    run("frobnicate");
    assertThat(err()).startsWith("muxwire: ");
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out()).doesNotContain("\033[");
  }

  @Test
  void completion_namesTheProgram() {
    assertThat(run("completion", "bash")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("complete -F _complete_muxwire_with_ids -o default muxwire");
  }

  @Test
  void version_isTheBuilds() {
    assertThat(run("version")).isEqualTo(ExitCode.OK);
    assertThat(out()).matches("(?s)muxwire \\d+\\.\\d+\\..*");
  }

  @Test
  void version_asJson_isJson() {
    assertThat(run("version", "--json")).isEqualTo(ExitCode.OK);
    assertThat(JsonParser.parseString(out()).getAsJsonObject().has("version")).isTrue();
  }

  @Test
  void wrongUsage_ends2_andSaysWhereHelpIs() {
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("frobnicate"),
            List.of("ls", "--nope"),
            List.of("cat"),
            List.of("tail"),
            List.of("tail", "x", "-n", "-1"),
            List.of("tail", "x", "-n", "1", "--bytes", "1"),
            List.of("kill"),
            List.of("kill", "x", "--signal", "NONE"),
            List.of("help", "frobnicate"),
            List.of("completion"),
            List.of("completion", "fish"),
            List.of("ls", "--color", "some"),
            List.of("new", "--size", "80"),
            List.of("new", "--size", "0x24"),
            List.of("attach", "--detach-key", "x"),
            List.of("put"),
            List.of("put", "a.json", "--sample", "incident"),
            List.of("put", "--sample", "nothing"),
            List.of("up", "--listen", "7070"))) {
      err.reset();
      assertThat(run(wrong.toArray(String[]::new))).as("%s", wrong).isEqualTo(ExitCode.USAGE);
      assertThat(err()).as("%s", wrong).startsWith("muxwire: ").contains("Try `muxwire");
    }
    assertThat(out()).isEmpty();
  }

  @Test
  void noServerKnown_ends3() {
    assertThat(run("ls")).isEqualTo(ExitCode.CANNOT_CONNECT);
    assertThat(err())
        .isEqualTo(
            "muxwire: no server known. Start one with `muxwire up`, or name one with --url.\n");
  }

  @Test
  void noServerThere_ends3_withoutAStackTrace() throws IOException {
    Path token = home.resolve("token");
    PrivateFiles.create(token, "secret");

    int code = run("ls", "--url", "ws://127.0.0.1:1/v1/sync", "--token-file", token.toString());

    assertThat(code).isEqualTo(ExitCode.CANNOT_CONNECT);
    assertThat(err())
        .contains("cannot connect to ws://127.0.0.1:1/v1/sync", "muxwire up")
        .doesNotContain("\tat ", "secret");
    assertThat(out()).isEmpty();
  }

  @Test
  void documentThatIsNone_ends1_beforeAnyConnection() throws IOException {
    Path file = Files.writeString(home.resolve("w.json"), "{}");

    assertThat(run("put", file.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains(file + " is no workspace");
  }

  @Test
  void down_withNothingRunning_saysSo() {
    assertThat(run("down")).isEqualTo(ExitCode.OK);
    assertThat(err()).contains("nothing runs for " + home.resolve(".local/state/muxwire"));
  }

  @Test
  void serve_onAnAddressThatIsRefused_ends1_withAReason() {
    String data = home.resolve("data").toString();

    assertThat(run("serve", "--listen", "0.0.0.0:0", "--data-dir", data))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("without TLS").doesNotContain("\tat ");
  }

  private int run(String... arguments) {
    Console console = new Console(stream(out), stream(err));
    Surroundings surroundings = new Surroundings(new Environment(Map.of(), home), console);
    return Main.run(surroundings, List.of(arguments));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
