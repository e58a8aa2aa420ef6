package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.PrivateFiles;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.ExpiryConverter;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.tokens.TokenDocument;
import dev.muxwire.server.tokens.TokenLine;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire token create}. */
@Command(
    name = "create",
    description = {
      "Create a token and print it, this once: the server keeps its hash alone.",
      "Without --data-dir it is one of your last up or serve.",
      "write includes read, open includes write; host stands alone."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire token create --name laptop --open '*' --out laptop.token",
      "  muxwire token create --name wall --read main --expires 30d --out wall.token",
      "  muxwire token create --name builder --host main --expires 2026-12-31",
      "  muxwire ls --token-file laptop.token"
    })
final class TokenCreateCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 32;

  private final Surroundings surroundings;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private TokenGrants grants = new TokenGrants();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What logs and lists call it; a revoked token's name may be used again.")
  private String name = "";

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      converter = ExpiryConverter.class,
      description = {
        "From when on it opens nothing: 30d, 12h, 45m from now,",
        "2026-12-31 (from its first second) or",
        "2026-12-31T18:00:00Z, in UTC. Default: never."
      })
  private @Nullable Instant expires;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the token to a new file of mode 0600, and not to stdout.")
  private @Nullable Path out;

  TokenCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String secret = newSecret();
    Token token = token(secret);
    TokenStore store = new TokenStore(dataDirectory.resolveLast(surroundings.environment()));
    if (out != null) {
      write(out, secret); // first: a token that cannot be handed over must not exist
    }
    try {
      store.edit(before -> add(before, token));
    } catch (RuntimeException e) {
      removeOut();
      throw e;
    }
    tell(token, secret, store);
    return ExitCode.OK;
  }

  private static String newSecret() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private Token token(String secret) {
    try {
      TokenLine.requireName(name);
      Principal principal = new Principal(name, grants.resolve());
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      return new Token(TokenHashes.hash(secret), principal, now, expires, null);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private RuntimeException usage(String message) {
    CommandSpec own = spec;
    return own == null
        ? new IllegalStateException("not made by picocli")
        : new ParameterException(own.commandLine(), message);
  }

  private static TokenDocument add(TokenDocument before, Token token) {
    if (before.named(token.name()).isPresent()) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "there is a token '%s' already. `muxwire token revoke %s` ends it; --name names another."
              .formatted(token.name(), token.name()));
    }
    return before.with(token);
  }

  private static void write(Path file, String secret) {
    try {
      PrivateFiles.create(file, secret + "\n");
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, file + " is there already; --out writes new files only.", e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot write " + file + ": " + e + ".", e);
    }
  }

  private void removeOut() {
    try {
      if (out != null) {
        Files.deleteIfExists(out);
      }
    } catch (IOException e) {
      // What it holds opens nothing.
    }
  }

  private void tell(Token token, String secret, TokenStore store) {
    Console console = surroundings.console();
    String until = token.expires() == null ? "does not expire" : "expires " + token.expires();
    String where =
        out != null ? "it is in " + out : "it is shown this once; commands read it from a file";
    console.tell(
        "token '%s' for %s: %s, %s."
            .formatted(token.name(), store.directory().path(), TokenText.grants(token), until));
    console.tell(where + ", given with --token-file. A running server knows it within a second.");
    if (json.isWanted()) {
      JsonObject result = TokenText.json(token, Instant.now());
      if (out == null) {
        result.addProperty("token", secret);
      } else {
        result.addProperty("file", out.toString());
      }
      console.json(result);
    } else if (out == null) {
      console.line(secret);
    }
  }
}
