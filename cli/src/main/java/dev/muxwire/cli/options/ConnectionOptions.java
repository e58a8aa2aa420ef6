package dev.muxwire.cli.options;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.LastServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, with which token, in which workspace: shared by all client commands. */
public final class ConnectionOptions {
  private static final String URL_VARIABLE = "MUXWIRE_URL";
  private static final String TOKEN_FILE_VARIABLE = "MUXWIRE_TOKEN_FILE";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The server, as ws://HOST:PORT/v1/sync.",
        "Default: $MUXWIRE_URL, else your last up or serve."
      })
  private @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "The file that holds the token.",
        "Default: $MUXWIRE_TOKEN_FILE, else that of your last up or serve."
      })
  private @Nullable Path tokenFile;

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "NAME",
      defaultValue = "main",
      description = "The workspace. Default: ${DEFAULT-VALUE}.")
  private String workspace = "main";

  /** What the options, the environment and the last start together say. */
  public ServerAccess resolve(Environment environment) {
    return resolve(environment, url);
  }

  /**
   * The same, for a command that takes the address as an argument too.
   *
   * @param givenUrl null for that of the options
   */
  public ServerAccess resolve(Environment environment, @Nullable String givenUrl) {
    Optional<LastServer> last = LastServer.read(environment);
    URI address =
        Optional.ofNullable(givenUrl == null ? url : givenUrl)
            .or(() -> environment.variable(URL_VARIABLE))
            .map(ConnectionOptions::parseUrl)
            .or(() -> last.map(LastServer::url))
            .orElseThrow(ConnectionOptions::noServer);
    Path token =
        Optional.ofNullable(tokenFile)
            .or(() -> environment.variable(TOKEN_FILE_VARIABLE).map(Path::of))
            .or(() -> last.map(LastServer::tokenFile))
            .orElseThrow(ConnectionOptions::noToken);
    return new ServerAccess(address, token, workspace);
  }

  private static CommandFailure noServer() {
    return new CommandFailure(
        ExitCode.CANNOT_CONNECT,
        "no server known. Start one with `muxwire up`, or name one with --url.");
  }

  private static CommandFailure noToken() {
    return new CommandFailure(
        ExitCode.USAGE, "no token known for this server. Name its file with --token-file.");
  }

  static URI parseUrl(String text) {
    try {
      URI uri = URI.create(text);
      boolean webSocket = "ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
      if (webSocket && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like a URI of another kind.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "'" + text + "' is no server address: it looks like ws://HOST:PORT/v1/sync.");
  }
}
