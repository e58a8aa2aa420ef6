package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty viewers of one busy terminal, each behind a network that is bad in its own way. {@code
 * -Dmuxwire.shows.bytes=1000000000} prints a gigabyte; the ordinary build, for its time, less.
 */
final class ManyViewersTest {
  private static final long BLOCKS =
      Long.getLong("muxwire.shows.bytes", 40_000_000) / RandomOutput.BLOCK_BYTES;
  private static final long BYTES = BLOCKS * RandomOutput.BLOCK_BYTES;
  private static final int STALLS = 8;
  private static final Duration STALL = Duration.ofMillis(300);
  private static final int LEAST_UNTIL_CUT_BYTES = 1_000_000;
  private static final int MOST_UNTIL_CUT_BYTES = 6_000_000;

  /** Two seconds of the slow link. */
  private static final long LIVE_LAG_BYTES = 256 << 10;

  private static final Link FAST = Link.both(Conditions.PERFECT.delay(Duration.ofMillis(10)));

  /** One megabit a second, a tenth of a second there and back. */
  private static final Link SLOW =
      Link.both(Conditions.PERFECT.bandwidth(125_000).delay(Duration.ofMillis(50)));

  private static final long PATIENCE_SECONDS = 60 + BYTES / 500_000;

  private final Random random = Seeds.random("ManyViewersTest");
  private final RandomOutput output = new RandomOutput(random.nextLong());
  private final MessageDigest printed = Hashes.sha256();
  private final List<LinkedViewer> fast = new ArrayList<>();
  private final List<LinkedViewer> stalling = new ArrayList<>();
  private final List<LinkedViewer> oftenCut = new ArrayList<>();
  private final List<LinkedViewer> slow = new ArrayList<>();
  private final List<HashingViewer> lossless = new ArrayList<>();
  private final List<LiveViewer> live = new ArrayList<>();

  @Test
  void twentyViewers_behindBadNetworks_getAllThatTheyWerePromised(@TempDir Path directory)
      throws Exception {
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0, "-Xmx512m");
      MuxwireClient owner = installation.client(server.uri());
      owner.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
      PublishingHost host = new PublishingHost(owner, Installation.WORKSPACE);
      String terminal =
          Terminals.open(owner, TerminalSpec.builder().retentionBytes(2 * BYTES).build());
      connect(installation, server, terminal);

      long start = System.nanoTime();
      print(host);
      long printedNanos = System.nanoTime() - start;
      String hash = HexFormat.of().formatHex(printed.digest());
      assertLosslessHave(hash);
      assertLiveHaveTheRest();
      double seconds = (System.nanoTime() - start) / 1e9;

      HashingViewer log = new HashingViewer();
      new LinkedViewer(installation, server, n -> Link.PERFECT, 0)
          .watch(terminal, AttachOptions.builder().lossless(), log);
      log.exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(log.hash()).as("what the log has").isEqualTo(hash);
      assertNobodyWasClosed();
      report(printedNanos / 1e9, seconds);
    }
  }

  private void connect(Installation installation, ServerProcess server, String terminal)
      throws Exception {
    for (int i = 0; i < 6; i++) {
      fast.add(viewer(installation, server, n -> FAST));
    }
    for (int i = 0; i < 5; i++) {
      stalling.add(viewer(installation, server, n -> Link.PERFECT));
      oftenCut.add(viewer(installation, server, n -> Link.cutAt(untilCut())));
    }
    for (int i = 0; i < 4; i++) {
      slow.add(viewer(installation, server, n -> SLOW));
    }
    for (List<LinkedViewer> kind : List.of(fast, stalling, oftenCut)) {
      for (LinkedViewer viewer : kind) {
        HashingViewer hashing = new HashingViewer();
        lossless.add(hashing);
        viewer.watch(terminal, AttachOptions.builder().lossless(), hashing);
      }
    }
    for (LinkedViewer viewer : slow) {
      LiveViewer checking = new LiveViewer(output);
      live.add(checking);
      viewer.watch(terminal, AttachOptions.builder().live(LIVE_LAG_BYTES), checking);
    }
  }

  private LinkedViewer viewer(
      Installation installation, ServerProcess server, IntFunction<Link> links) throws Exception {
    return new LinkedViewer(installation, server, links, random.nextLong());
  }

  /** Several networks ask at once. */
  private synchronized int untilCut() {
    return LEAST_UNTIL_CUT_BYTES + random.nextInt(MOST_UNTIL_CUT_BYTES - LEAST_UNTIL_CUT_BYTES);
  }

  /** Prints everything; now and then those that stall do so. */
  private void print(PublishingHost host) throws Exception {
    for (long number = 0; number < BLOCKS; number++) {
      byte[] block = output.block(number);
      printed.update(block);
      host.print(block);
      if (number % (BLOCKS / STALLS) == 0) {
        stalling.forEach(viewer -> viewer.stall(STALL));
      }
    }
    host.exit();
  }

  private void assertLosslessHave(String hash) throws Exception {
    awaitExits(lossless.stream().map(HashingViewer::exit).toList());
    for (HashingViewer viewer : lossless) {
      assertThat(viewer.received()).isEqualTo(BYTES);
      assertThat(viewer.hash()).isEqualTo(hash);
    }
  }

  private void assertLiveHaveTheRest() throws Exception {
    awaitExits(live.stream().map(LiveViewer::exit).toList());
    for (LiveViewer viewer : live) {
      assertThat(viewer.position()).isEqualTo(BYTES);
      assertThat(viewer.skippedBytes()).as("too much for its link").isPositive();
    }
  }

  private void awaitExits(List<CompletableFuture<TerminalExit>> exits) throws Exception {
    try {
      CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      List<Long> received = lossless.stream().map(HashingViewer::received).toList();
      List<Long> reached = live.stream().map(LiveViewer::position).toList();
      throw new AssertionError(BYTES + " bytes, and they have " + received + ", " + reached, e);
    }
  }

  private void assertNobodyWasClosed() {
    for (List<LinkedViewer> kind : List.of(fast, stalling, oftenCut, slow)) {
      kind.forEach(LinkedViewer::assertNeverClosedByTheServer);
    }
    assertThat(oftenCut).allSatisfy(viewer -> assertThat(viewer.cuts()).isPositive());
  }

  private void report(double printedSeconds, double seconds) {
    System.out.printf(
        "%d bytes to %d lossless and %d live viewers: printed in %.1f s, all in %.1f s; %d cuts,"
            + " %d stalls, %.1f %% skipped by the slowest live viewer%n",
        BYTES,
        lossless.size(),
        live.size(),
        printedSeconds,
        seconds,
        oftenCut.stream().mapToInt(LinkedViewer::cuts).sum(),
        STALLS * stalling.size(),
        100.0 * live.stream().mapToLong(LiveViewer::skippedBytes).max().orElseThrow() / BYTES);
  }
}
