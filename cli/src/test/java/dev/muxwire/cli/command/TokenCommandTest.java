package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.Main;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.output.Console;
import dev.muxwire.server.auth.TokenHashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {
  @TempDir private Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void create_printsTheTokenAlone_andStoresItsHashAlone() throws IOException {
    assertThat(create("laptop", "--open", "*", "--read", "notes")).isEqualTo(ExitCode.OK);

    String token = out().strip();
    assertThat(out()).matches("[A-Za-z0-9_-]{43}\n");
    assertThat(err()).contains("'laptop'", "open:*", "does not expire").doesNotContain(token);
    assertThat(Files.readString(tokens()))
        .contains(TokenHashes.hash(token) + " laptop read:notes open:* created=")
        .doesNotContain(token);
    assertThat(mode(tokens())).isEqualTo("rw-------");
  }

  @Test
  void create_withOut_writesAPrivateFile_andNothingToStdout() throws IOException {
    Path file = home.resolve("laptop.token");

    assertThat(create("laptop", "--read", "main", "--out", file.toString())).isEqualTo(ExitCode.OK);

    assertThat(out()).isEmpty();
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(tokens()).content().contains(TokenHashes.hash(Files.readString(file).strip()));
  }

  @Test
  void create_overwritesNoFile_andLeavesNoneWhenItFails() throws IOException {
    Path file = Files.writeString(home.resolve("precious"), "precious");
    assertThat(create("a", "--read", "main", "--out", file.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(file).hasContent("precious");
    assertThat(tokens()).doesNotExist();

    create("a", "--read", "main");
    Path other = home.resolve("other");
    assertThat(create("a", "--read", "main", "--out", other.toString()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(other).doesNotExist();
  }

  @Test
  void create_asJson_isOneObject() {
    create("wall", "--write", "main", "--expires", "30d", "--json");

    JsonObject json = JsonParser.parseString(out()).getAsJsonObject();
    assertThat(json.get("token").getAsString()).hasSize(43);
    assertThat(json.get("expires").getAsString()).endsWith("Z");
    assertThat(json.getAsJsonArray("grants")).hasToString("[\"write:main\"]");
  }

  @Test
  void nameThatIsTaken_ends1_andIsFreeOnceRevoked() {
    create("laptop", "--read", "main");
    assertThat(create("laptop", "--read", "main")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("there is a token 'laptop' already");

    run("token", "revoke", "laptop");
    assertThat(create("laptop", "--read", "main")).isEqualTo(ExitCode.OK);
  }

  @Test
  void wrongGrantNameOrDate_ends2_andWritesNothing() {
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("--read", "Main"),
            List.of("--read", ""),
            List.of("--read", "main", "--expires", "tomorrow"),
            List.of("--read", "main", "--expires", "2020-01-01"))) {
      assertThat(create("laptop", wrong.toArray(String[]::new)))
          .as("%s", wrong)
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(create("owner", "--read", "main")).isEqualTo(ExitCode.USAGE);
    assertThat(create("two words", "--read", "main")).isEqualTo(ExitCode.USAGE);
    assertThat(run("token")).isEqualTo(ExitCode.USAGE);
    assertThat(out()).isEmpty();
    assertThat(tokens()).doesNotExist();
  }

  @Test
  void list_tellsStates_butNeitherTokenNorHash() throws IOException {
    create("laptop", "--open", "*");
    create("wall", "--read", "main");
    run("token", "revoke", "wall");
    Files.writeString(
        tokens(),
        Files.readString(tokens()) + TokenHashes.hash("x") + " old read:main expires=2020-01-01\n");
    out.reset();

    assertThat(run("token", "list", "--json")).isEqualTo(ExitCode.OK);
    JsonArray listed = JsonParser.parseString(out()).getAsJsonObject().getAsJsonArray("tokens");
    assertThat(listed)
        .extracting(token -> token.getAsJsonObject().get("state").getAsString())
        .containsExactly("valid", "revoked", "expired");

    assertThat(run("token", "list")).isEqualTo(ExitCode.OK);
    assertThat(out())
        .containsPattern("NAME +GRANTS +CREATED +EXPIRES +STATE")
        .containsPattern("old +read:main +- +2020-01-01T00:00:00Z +expired")
        .doesNotContain(TokenHashes.hash("x"));
  }

  @Test
  void list_ofNone_saysSo() {
    assertThat(run("token", "list")).isEqualTo(ExitCode.OK);
    assertThat(err()).contains("no token in ", "besides the owner's");
  }

  @Test
  void revoke_ofAnUnknownName_ends5_andMakesNoDirectory() {
    assertThat(run("token", "revoke", "nobody")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).contains("there is no token 'nobody'");
    assertThat(tokens().getParent()).doesNotExist();
  }

  @Test
  void damagedFile_isToldWithItsLine_andLeftAlone() throws IOException {
    create("laptop", "--read", "main");
    Files.writeString(tokens(), Files.readString(tokens()) + "nonsense\n");
    String damaged = Files.readString(tokens());

    assertThat(create("wall", "--read", "main")).isEqualTo(ExitCode.FAILURE);
    assertThat(run("token", "list")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains(tokens() + ":3: ");
    assertThat(tokens()).hasContent(damaged);
  }

  @Test
  void help_hasExamples() {
    for (String command : List.of("create", "list", "revoke")) {
      out.reset();
      assertThat(run("token", command, "--help")).isEqualTo(ExitCode.OK);
      assertThat(out()).contains("Usage: muxwire token " + command, "Examples:");
    }
  }

  private Path tokens() {
    return home.resolve(".local/state/muxwire/tokens");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private int create(String name, String... more) {
    List<String> arguments = new java.util.ArrayList<>(List.of("token", "create", "--name", name));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
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
