package dev.muxwire.conformance.client.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The request that opens a WebSocket.
 *
 * @param path the request's target, with its query
 * @param headers by lower-case name
 */
public record Upgrade(String path, Map<String, String> headers) {
  static final String SUBPROTOCOL = "muxwire.v1";

  public Upgrade {
    headers = Map.copyOf(headers);
  }

  static Upgrade parse(String head) {
    List<String> lines = head.lines().toList();
    String[] request = lines.get(0).split(" ");
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + "," + other);
      }
    }
    return new Upgrade(request.length > 1 ? request[1] : "", headers);
  }

  /** Empty if it is not there. */
  public String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }

  boolean asksForSubprotocol() {
    return List.of(header("sec-websocket-protocol").split("\\s*,\\s*")).contains(SUBPROTOCOL);
  }
}
