package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.config.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many viewers that read a little and then nothing more, beside one that keeps up. {@code
 * -Dmuxwire.shows.viewers=1000} makes them a thousand; the ordinary build has fewer. How fast the
 * healthy one is, is compared with another server that has no other viewer, in turns.
 */
final class ThousandStalledViewersTest {
  private static final int VIEWERS = Integer.getInteger("muxwire.shows.viewers", 150);
  private static final int VIEWERS_A_TOKEN = Limits.DEFAULT.maxConnectionsPerPrincipal() - 4;
  private static final long MB = 1_000_000;
  private static final int ROUNDS = Math.max(3, VIEWERS / 100);

  /** More than a server keeps in memory of what is read back. */
  private static final long WARM_UP_BYTES = 80 * MB;

  private static final int MOST_READ_BYTES = 200_000;
  private static final double LEAST_SPEED = 0.5;
  private static final long MOST_BYTES_A_VIEWER = 96 << 10;

  /** Of what a round's megabytes may leave behind: none of them, and not a kilobyte a viewer. */
  private static final long MOST_GROWTH_BYTES = 4 * MB + VIEWERS * 1024L;

  private final Random random = Seeds.random("ThousandStalledViewersTest");
  private final RandomOutput output = new RandomOutput(random.nextLong());
  private final List<StalledPeer> stalled = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  @Test
  void viewersThatStopReading_costTheirPlaceAlone_andReadOnWhenTheyLike(@TempDir Path directory)
      throws Exception {
    Files.createDirectories(directory.resolve("busy"));
    Files.createDirectories(directory.resolve("quiet"));
    try (BusyTerminal busy = new BusyTerminal(directory.resolve("busy"), output);
        BusyTerminal quiet = new BusyTerminal(directory.resolve("quiet"), output)) {
      List<String> tokens = tokens(busy.installation());
      busy.print(WARM_UP_BYTES);
      quiet.print(WARM_UP_BYTES);
      stall(busy, tokens, 1); // it reads everything: the cache for that is full from here on
      long alone = ServerMemory.heapBytes(busy.server());
      String owner = busy.installation().token();
      long directAlone = ServerMemory.directBytes(busy.server(), owner);
      stall(busy, tokens, VIEWERS);
      long before = ServerMemory.heapBytes(busy.server());
      compare(busy, quiet);
      long after = ServerMemory.heapBytes(busy.server());
      long direct = ServerMemory.directBytes(busy.server(), owner) - directAlone;
      double ratio = median(ratios);
      System.out.printf(
          "%d stalled viewers: a healthy one is %.2f times as fast as without them (%d rounds,"
              + " %.2f to %.2f); heap %d bytes, and %d a stalled viewer, %+d after the rounds;"
              + " direct memory %+d for all of them%n",
          VIEWERS,
          ratio,
          ratios.size(),
          ratios.get(0),
          ratios.get(ratios.size() - 1),
          alone,
          (before - alone) / VIEWERS,
          after - before,
          direct);
      assertThat(ratio).isGreaterThan(LEAST_SPEED);
      assertThat((before - alone) / VIEWERS).isLessThan(MOST_BYTES_A_VIEWER);
      assertThat(direct / VIEWERS).isLessThan(MOST_BYTES_A_VIEWER);
      assertThat(after - before).isLessThan(MOST_GROWTH_BYTES);
      assertAllAreThere();
      stalled.get(random.nextInt(VIEWERS)).readTo(busy.printed());
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

  private void stall(BusyTerminal terminal, List<String> tokens, int upTo) throws Exception {
    while (stalled.size() < upTo) {
      String token = tokens.get(stalled.size() / VIEWERS_A_TOKEN);
      long bytes = stalled.isEmpty() ? terminal.printed() : random.nextInt(MOST_READ_BYTES);
      stalled.add(terminal.stalled(token, bytes));
    }
  }

  /** Fills the ratios, the smallest first. */
  private void compare(BusyTerminal busy, BusyTerminal quiet) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (StalledPeer peer : stalled) {
        peer.ping();
      }
      busy.print(5 * MB); // the pings are answered meanwhile
      boolean busyFirst = round % 2 == 0;
      double first = (busyFirst ? busy : quiet).print(20 * MB);
      double second = (busyFirst ? quiet : busy).print(20 * MB);
      ratios.add(busyFirst ? first / second : second / first);
    }
    ratios.sort(null);
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private void assertAllAreThere() throws Exception {
    for (StalledPeer peer : stalled) {
      peer.ping();
      peer.awaitAnswer();
    }
  }
}
