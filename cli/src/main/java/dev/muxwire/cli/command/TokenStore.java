package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.server.tokens.TokenDocument;
import dev.muxwire.server.tokens.TokenFile;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** A data directory's file of tokens; its failures come out as sentences. */
final class TokenStore {
  private final DataDirectory directory;
  private final TokenFile file;

  TokenStore(DataDirectory directory) {
    this.directory = directory;
    this.file = new TokenFile(directory.tokensFile());
  }

  DataDirectory directory() {
    return directory;
  }

  TokenDocument read() {
    try {
      return file.read();
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  /** See {@link TokenFile#edit}; makes the directory when it is missing. */
  TokenDocument edit(UnaryOperator<TokenDocument> edit) {
    try {
      directory.create();
      return file.edit(edit);
    } catch (IOException e) {
      throw failure("change", e);
    }
  }

  private static CommandFailure failure(String what, IOException reason) {
    return new CommandFailure(
        ExitCode.FAILURE, "cannot " + what + " the tokens: " + reason.getMessage() + ".", reason);
  }
}
