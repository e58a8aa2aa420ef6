package dev.muxwire.cli.options;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.server.tokens.SecretFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a client needs to come in.
 *
 * @param url the server
 * @param tokenFile the file with the token
 * @param workspace the workspace
 */
public record ServerAccess(URI url, Path tokenFile, String workspace) {
  private static final int MOST_BYTES = 4096;

  /**
   * Reads the token; its failures tell the file and what to do. A file that others may read or
   * write is refused, as ssh refuses such keys.
   */
  public String readToken() {
    try {
      byte[] content = SecretFiles.read(tokenFile, MOST_BYTES);
      String token = new String(content, StandardCharsets.UTF_8).strip();
      if (token.isEmpty()) {
        throw new CommandFailure(ExitCode.FAILURE, "the token file " + tokenFile + " is empty.");
      }
      if (token.chars().anyMatch(c -> c <= ' ')) {
        throw new CommandFailure(
            ExitCode.FAILURE, "the token file " + tokenFile + " holds more than a token.");
      }
      return token;
    } catch (SecretFiles.WrongModeException e) {
      throw new CommandFailure(ExitCode.FAILURE, "the token file " + e.getMessage() + ".", e);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "there is no token file " + tokenFile + ". Name the server's with --token-file.",
          e);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "you may not read the token file " + tokenFile + ".", e);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "cannot read the token file " + tokenFile + ": " + e.getMessage(), e);
    }
  }
}
