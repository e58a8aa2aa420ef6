package dev.muxwire.cli.options;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
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
  /** Reads the token; its failures tell the file and what to do. */
  public String readToken() {
    try {
      String token = Files.readString(tokenFile).strip();
      if (token.isEmpty()) {
        throw new CommandFailure(ExitCode.FAILURE, "the token file " + tokenFile + " is empty.");
      }
      return token;
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
