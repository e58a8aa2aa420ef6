package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.request;
import static dev.muxwire.conformance.broken.NamedFault.response;

import java.util.List;

/** Servers that are wrong about HTTP and the upgrade. */
final class UpgradeFaults {
  private UpgradeFaults() {}

  static List<NamedFault> all() {
    return List.of(
        request("takes-any-host", head -> head.replaceAll("Host: [^\r]*", "Host: localhost")),
        request("takes-any-origin", head -> head.replaceAll("Origin: [^\r]*\r\n", "")),
        request(
            "compares-host-with-origin",
            head ->
                head.contains("Host: evil.example\r\n")
                        && head.contains("Origin: http://evil.example\r\n")
                    ? head.replace("Host: evil.example", "Host: localhost")
                        .replace("Origin: http://evil.example\r\n", "")
                    : head),
        request(
            "needs-no-subprotocol",
            head ->
                head.replaceAll("Sec-WebSocket-Protocol: [^\r]*\r\n", "")
                    .replaceFirst("\r\n", "\r\nSec-WebSocket-Protocol: muxwire.v1\r\n")),
        response("answers-200-to-plain-http", head -> head.replace("HTTP/1.1 426", "HTTP/1.1 200")),
        response("is-always-full", head -> "HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n"));
  }
}
