package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.output.Json;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.ServerStatus.StreamKind;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusListingTest {
  private static final long NOW_MS = 10_000_000;
  private static final long KIB = 1024;

  @Test
  void slowConnection_tellsWhatItWaitsFor() {
    assertThat(line(connection(false, stream(5 * KIB * KIB, 0, false)), "7 "))
        .matches(".*owner +a-client +127\\.0\\.0\\.1:9 +1h +1\\.5 ms .* 5 MiB +0 B +credit");
    assertThat(line(connection(true, stream(0, 64 * KIB, false)), "7 ")).endsWith(" socket");
    assertThat(line(connection(false, stream(0, 64 * KIB, true)), "7 ")).endsWith(" resume");
    assertThat(line(connection(false, stream(0, 64 * KIB, false)), "7 ")).endsWith(" 64 KiB");
  }

  @Test
  void terminals_tellTheirLogAndState() {
    assertThat(line(connection(false), "t1 "))
        .matches("t1 +main +local +running +1\\.5 KiB +2000 +1900 +3");
    assertThat(line(connection(false), "local ")).matches("local +main +7 +2");
    assertThat(line(connection(false), "main ")).matches("main +42 +9 +1 +1");
  }

  @Test
  void json_isComplete() {
    String json = Json.compact(Json.of(status(connection(false, stream(1, 2, false)))));
    assertThat(json)
        .contains(
            "\"connectionId\":7",
            "\"roundTripMicros\":1500",
            "\"kind\":\"TERMINAL\"",
            "\"creditBytes\":2",
            "\"durableEnd\":1900",
            "\"runningTerminals\":2");
  }

  private static String line(ServerStatus.Connection connection, String beginning) {
    return new StatusListing(status(connection), NOW_MS)
        .lines().stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  private static ServerStatus status(ServerStatus.Connection connection) {
    ServerStatus.Terminal terminal =
        new ServerStatus.Terminal(
            "t1",
            "local",
            1,
            464,
            2_000,
            1_900,
            3,
            true,
            false,
            TerminalSize.DEFAULT,
            SizePolicy.LAST_TYPIST,
            64 << 20,
            false,
            false);
    ServerStatus.Host host = new ServerStatus.Host("local", "instance", 7, 2);
    return new ServerStatus(
        "muxwire/1",
        1,
        1_000,
        false,
        List.of(connection),
        List.of(new ServerStatus.Workspace("main", 42, 9, List.of(terminal), List.of(host))));
  }

  private static ServerStatus.Connection connection(
      boolean writePending, ServerStatus.Stream... streams) {
    return new ServerStatus.Connection(
        7,
        "owner",
        "a-client/1.2.3",
        "id",
        "127.0.0.1:9",
        NOW_MS - 3_600_000,
        1_500,
        10,
        20,
        20,
        writePending,
        List.of(streams));
  }

  private static ServerStatus.Stream stream(long lag, long credit, boolean paused) {
    return new ServerStatus.Stream(
        1, StreamKind.TERMINAL, "main", "t1", "", 100, credit, paused, lag);
  }
}
