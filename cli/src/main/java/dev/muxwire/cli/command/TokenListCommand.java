package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Table;
import dev.muxwire.server.auth.Token;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire token list}. */
@Command(
    name = "list",
    description = {
      "List the tokens of a data directory, oldest first, but never a secret.",
      "The owner's token, in the file token, is not among them. A token is valid,",
      "expired or revoked. Without --data-dir it is that of your last up or serve."
    },
    footer = {"", "Examples:", "  muxwire token list", "  muxwire token list --json"})
final class TokenListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  TokenListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    TokenStore store = new TokenStore(dataDirectory.resolveLast(surroundings.environment()));
    List<Token> tokens = store.read().tokens();
    Instant now = Instant.now();
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonArray array = new JsonArray();
      tokens.forEach(token -> array.add(TokenText.json(token, now)));
      JsonObject result = new JsonObject();
      result.add("tokens", array);
      console.json(result);
    } else if (tokens.isEmpty()) {
      console.tell("no token in " + store.directory().path() + " besides the owner's.");
    } else {
      table(tokens, now).lines().forEach(console::line);
    }
    return ExitCode.OK;
  }

  private static Table table(List<Token> tokens, Instant now) {
    Table table = new Table("NAME", "GRANTS", "CREATED", "EXPIRES", "STATE");
    for (Token token : tokens) {
      table.row(
          token.name(),
          TokenText.grants(token),
          text(token.created(), "-"),
          text(token.expires(), "never"),
          TokenText.state(token, now));
    }
    return table;
  }

  private static String text(@Nullable Instant date, String otherwise) {
    return date == null ? otherwise : date.toString();
  }
}
