package dev.muxwire.conformance.server;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The server that is judged, and what the suite may do to it.
 *
 * @param uri its WebSocket, {@code ws://127.0.0.1:7070/v1/sync}
 * @param token one that may open and host everywhere ({@code open:*}, {@code host:*})
 * @param weakerTokens by grant ({@code read}, {@code write}, {@code open}, {@code host}): tokens
 *     with that grant alone, for workspace {@link #GRANTED_WORKSPACE}; cases without theirs are
 *     skipped
 * @param patience how long an answer may take before it counts as missing
 * @param slowReader how long the reader that does not read does not read
 * @param slowCases true: those too that wait for the protocol's own long times
 * @param keepWorkspaces true: the workspaces of the run are left behind
 */
public record ServerUnderTest(
    URI uri,
    String token,
    Map<String, String> weakerTokens,
    Duration patience,
    Duration slowReader,
    boolean slowCases,
    boolean keepWorkspaces) {
  /** The workspace that weaker tokens are for; the suite makes it if it is not there. */
  public static final String GRANTED_WORKSPACE = "conformance-grants";

  public ServerUnderTest {
    weakerTokens = Map.copyOf(weakerTokens);
  }

  /** With usual times, and without weaker tokens. */
  public static ServerUnderTest of(URI uri, String token) {
    return new ServerUnderTest(
        uri, token, Map.of(), Duration.ofSeconds(10), Duration.ofSeconds(3), false, false);
  }
}
