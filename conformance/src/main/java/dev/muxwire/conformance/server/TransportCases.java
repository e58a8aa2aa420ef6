package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.ServerScene.same;

import dev.muxwire.conformance.ConformanceCase;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** The HTTP request before the WebSocket: who may come in at all. */
final class TransportCases {
  private static final String SECTION = "PROTOCOL#transport";

  private TransportCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        upgrade(
            "good",
            101,
            "an upgrade with the subprotocol muxwire.v1 is taken",
            uri -> Upgrade.webSocket(uri).withOwnHost().withSubprotocol()),
        upgrade(
            "without-subprotocol",
            400,
            "an upgrade without the subprotocol is 400",
            uri -> Upgrade.webSocket(uri).withOwnHost()),
        upgrade(
            "other-subprotocol",
            400,
            "an upgrade with another subprotocol is 400",
            uri -> Upgrade.webSocket(uri).withOwnHost().with("Sec-WebSocket-Protocol", "other.v1")),
        upgrade(
            "plain-http",
            426,
            "plain HTTP is told to upgrade: 426",
            uri -> Upgrade.plain(uri).withOwnHost().withSubprotocol()),
        upgrade(
            "foreign-host",
            403,
            "a Host that is not the server's is 403",
            uri -> Upgrade.webSocket(uri).with("Host", "evil.example").withSubprotocol()),
        upgrade(
            "host-with-own-prefix",
            403,
            "a Host that only begins like the server's is 403",
            uri ->
                Upgrade.webSocket(uri)
                    .with("Host", uri.getHost() + ".evil.example")
                    .withSubprotocol()),
        upgrade(
            "foreign-origin",
            403,
            "an Origin that is not allowed is 403",
            uri ->
                Upgrade.webSocket(uri)
                    .withOwnHost()
                    .with("Origin", "https://evil.example")
                    .withSubprotocol()),
        upgrade(
            "null-origin",
            403,
            "the Origin 'null' is 403",
            uri -> Upgrade.webSocket(uri).withOwnHost().with("Origin", "null").withSubprotocol()),
        upgrade(
            "origin-equals-foreign-host",
            403,
            "Host and Origin are never compared with each other: both foreign and alike are 403",
            uri ->
                Upgrade.webSocket(uri)
                    .with("Host", "evil.example")
                    .with("Origin", "http://evil.example")
                    .withSubprotocol()));
  }

  private static ConformanceCase<ServerScene> upgrade(
      String name, int status, String title, Function<URI, Upgrade> request) {
    return must(
        "transport/upgrade/" + name,
        SECTION,
        title,
        scene ->
            same(
                status,
                request
                    .apply(scene.server().uri())
                    .status(scene.exchange(), (int) scene.server().patience().toMillis()),
                "the HTTP status"));
  }
}
