package dev.muxwire.conformance;

import dev.muxwire.conformance.server.ServerUnderTest;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real server of this process, with a token of each grant. */
final class ServerOfTests implements AutoCloseable {
  private final MuxwireServer server;
  private final String token;
  private final Map<String, String> weakerTokens = new HashMap<>();

  ServerOfTests(Path directory) throws IOException {
    StringBuilder tokens = new StringBuilder();
    for (String grant : List.of("read", "write", "open", "host")) {
      String weaker = grant + "-token";
      weakerTokens.put(grant, weaker);
      tokens
          .append(TokenHashes.hash(weaker))
          .append(' ')
          .append(grant)
          .append("er ")
          .append(grant)
          .append(':')
          .append(ServerUnderTest.GRANTED_WORKSPACE)
          .append('\n');
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("tokens"), tokens);
    server =
        MuxwireServer.start(ServerConfig.builder().listenPort(0).dataDirectory(directory).build());
    token = Files.readString(directory.resolve("token")).strip();
  }

  int port() {
    return server.uri().getPort();
  }

  /** The server as a suite sees it, at this address or through something in between. */
  ServerUnderTest at(URI uri, Duration patience, Duration slowReader) {
    return new ServerUnderTest(uri, token, weakerTokens, patience, slowReader, false, true);
  }

  /** The same, with the cases that wait for the protocol's own long times. */
  ServerUnderTest slowlyAt(URI uri, Duration patience) {
    return new ServerUnderTest(
        uri, token, weakerTokens, patience, Duration.ofSeconds(1), true, true);
  }

  URI uri() {
    return server.uri();
  }

  @Override
  public void close() {
    server.close();
  }
}
