package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.server.config.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many viewers that read a little and then nothing more, beside one that keeps up. {@code
 * -Dmuxwire.shows.viewers=1000} makes them a thousand; the ordinary build has fewer.
 */
final class ThousandStalledViewersTest {
  private static final int VIEWERS = Integer.getInteger("muxwire.shows.viewers", 150);
  private static final int VIEWERS_A_TOKEN = Limits.DEFAULT.maxConnectionsPerPrincipal() - 4;
  private static final long MB = 1_000_000;
  private static final long RETENTION_BYTES = 256 * MB;
  private static final int MOST_READ_BYTES = 200_000;
  private static final long PING_EVERY_BLOCKS = 5 * MB / RandomOutput.BLOCK_BYTES;
  private static final double LEAST_SPEED = 0.5;
  private static final long MOST_BYTES_A_VIEWER = 96 << 10;

  /** Of what sixty megabytes more may leave behind: none of them, and not a kilobyte a viewer. */
  private static final long MOST_GROWTH_BYTES = 4 * MB + VIEWERS * 1024L;

  private final Random random = Seeds.random("ThousandStalledViewersTest");
  private final RandomOutput output = new RandomOutput(random.nextLong());
  private final List<StalledPeer> stalled = new ArrayList<>();
  private final CountingViewer healthy = new CountingViewer();
  private long blocks;

  @Test
  void viewersThatStopReading_costTheirPlaceAlone_andReadOnWhenTheyLike(@TempDir Path directory)
      throws Exception {
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0, "-Xmx256m");
      MuxwireClient owner = installation.client(server.uri());
      owner.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
      PublishingHost host = new PublishingHost(owner, Installation.WORKSPACE);
      TerminalSpec spec = TerminalSpec.builder().retentionBytes(RETENTION_BYTES).build();
      String terminal = Terminals.open(owner, spec);
      AttachOptions options = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
      installation
          .closeLater(owner.attach(Installation.WORKSPACE, terminal, options))
          .subscribe(healthy);
      List<String> tokens = tokens(installation);
      print(host, 20 * MB);
      double before = print(host, 20 * MB);
      stall(installation, server, terminal, tokens.subList(0, 1), 1); // what they read is in memory
      long alone = ServerHeap.liveBytes(server);

      stall(installation, server, terminal, tokens, VIEWERS);
      double beside = print(host, 20 * MB);
      long at0 = ServerHeap.liveBytes(server);
      print(host, 10 * MB);
      long at10 = ServerHeap.liveBytes(server);
      print(host, 60 * MB);
      long at70 = ServerHeap.liveBytes(server);
      report(before, beside, alone, at0, at10, at70);
      assertThat(beside).isGreaterThan(LEAST_SPEED * before);
      assertThat((at0 - alone) / VIEWERS).isLessThan(MOST_BYTES_A_VIEWER);
      assertThat(at10 - at0).isLessThan(MOST_GROWTH_BYTES);
      assertThat(at70 - at10).isLessThan(MOST_GROWTH_BYTES);
      assertAllAreThere();
      stalled.get(random.nextInt(VIEWERS)).readTo(blocks * RandomOutput.BLOCK_BYTES);
    }
  }

  /** A principal has so many connections at most. */
  private static List<String> tokens(Installation installation) throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i * VIEWERS_A_TOKEN < VIEWERS; i++) {
      Path file = installation.root().resolve("viewers-" + i + ".token");
      installation
          .run("token", "create", "--name", "v" + i, "--read", "main", "--out", file.toString())
          .succeeded();
      tokens.add(Files.readString(file).strip());
    }
    String last =
        installation.root().resolve("viewers-" + (tokens.size() - 1) + ".token").toString();
    Awaitility.await("the last token opens the server")
        .atMost(Duration.ofSeconds(20))
        .until(() -> installation.run("ls", "--token-file", last).exitCode() == 0);
    return tokens;
  }

  private void stall(
      Installation installation,
      ServerProcess server,
      String terminal,
      List<String> tokens,
      int upTo)
      throws Exception {
    while (stalled.size() < upTo) {
      String token = tokens.get(stalled.size() / VIEWERS_A_TOKEN);
      StalledPeer peer = installation.closeLater(new StalledPeer(server, token, terminal, output));
      peer.readTo(stalled.isEmpty() ? MOST_READ_BYTES : random.nextInt(MOST_READ_BYTES));
      stalled.add(peer);
    }
  }

  /** Prints until the healthy viewer has it; returns its bytes a second. */
  private double print(PublishingHost host, long bytes) throws Exception {
    long until = blocks + bytes / RandomOutput.BLOCK_BYTES;
    long received = healthy.received();
    long start = System.nanoTime();
    while (blocks < until) {
      host.print(output.block(blocks));
      blocks++;
      if (blocks % PING_EVERY_BLOCKS == 0) {
        for (StalledPeer peer : stalled) {
          peer.ping();
        }
      }
    }
    healthy.awaitMore(blocks * RandomOutput.BLOCK_BYTES - healthy.received());
    return (healthy.received() - received) * 1e9 / (System.nanoTime() - start);
  }

  private void assertAllAreThere() throws Exception {
    for (StalledPeer peer : stalled) {
      peer.ping();
      peer.awaitAnswer();
    }
  }

  private static void report(
      double before, double beside, long alone, long at0, long at10, long at70) {
    System.out.printf(
        "%d stalled viewers: %.1f MB/s without, %.1f MB/s with them, ratio %.2f; heap %d bytes,"
            + " and %d a stalled viewer, %+d after 10 MB, %+d after 60 MB more%n",
        VIEWERS,
        before / MB,
        beside / MB,
        beside / before,
        alone,
        (at0 - alone) / VIEWERS,
        at10 - at0,
        at70 - at10);
  }
}
