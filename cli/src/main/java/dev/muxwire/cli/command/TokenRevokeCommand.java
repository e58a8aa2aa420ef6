package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.tokens.TokenDocument;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muxwire token revoke}. */
@Command(
    name = "revoke",
    description = {
      "Take a token back: it opens nothing any more, and its connections end.",
      "A running server follows within a second. The line stays in the file, so that",
      "whoever still has the token is told. A terminal host that uses it ends, with",
      "its programs."
    },
    footer = {"", "Examples:", "  muxwire token revoke laptop"})
final class TokenRevokeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(paramLabel = "NAME", description = "The token's name, as `token list` tells it.")
  private String name = "";

  TokenRevokeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    TokenStore store = new TokenStore(dataDirectory.resolveLast(surroundings.environment()));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    if (store.read().named(name).isEmpty()) {
      throw unknown(store); // before the edit, which would make a missing directory
    }
    TokenDocument edited = store.edit(before -> revoke(before, now, store));
    Console console = surroundings.console();
    if (json.isWanted()) {
      console.json(TokenText.json(revoked(edited, now), now));
    } else {
      console.tell("token '" + name + "' is revoked; a running server knows it within a second.");
    }
    return ExitCode.OK;
  }

  private TokenDocument revoke(TokenDocument before, Instant now, TokenStore store) {
    if (before.named(name).isEmpty()) {
      throw unknown(store);
    }
    return before.revoke(name, now);
  }

  private Token revoked(TokenDocument edited, Instant now) {
    return edited.tokens().stream()
        .filter(token -> token.name().equals(name) && now.equals(token.revoked()))
        .findFirst()
        .orElseThrow();
  }

  private CommandFailure unknown(TokenStore store) {
    return new CommandFailure(
        ExitCode.NOT_FOUND,
        "there is no token '%s' in %s that could be revoked. `muxwire token list` tells them."
            .formatted(name, store.directory().path()));
  }
}
