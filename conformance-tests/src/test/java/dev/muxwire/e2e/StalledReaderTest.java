package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One viewer that never reads, beside others that do. {@code -Dmuxwire.flood.mb=1000} floods a
 * gigabyte; the ordinary build, for its time, less.
 */
final class StalledReaderTest {
  private static final long MB = 1_000_000;
  private static final long FLOOD_BYTES = Long.getLong("muxwire.flood.mb", 200) * MB;
  private static final long SLICE_BYTES = 10 * MB;
  private static final double LEAST_SPEED = 0.8;
  private static final long MOST_GROWTH_MIB = 64;

  /** The heap is touched at the start, so that what grows later is a leak and not a warm-up. */
  private static final String[] SMALL = {
    "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=32m"
  };

  /** Bytes a second of the slices, in turn without and with a stalled reader. */
  private final List<Double> without = new ArrayList<>();

  private final List<Double> with = new ArrayList<>();

  @Test
  void readerThatNeverReads_costsNobodyAnything(@TempDir Path directory) throws Exception {
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0, SMALL);
      MuxwireClient client = installation.client(server.uri());
      client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
      installation.host(server.uri(), SMALL);
      String terminal =
          Terminals.open(client, TerminalSpec.builder().command(List.of("yes")).build());
      CountingViewer viewer = watch(installation, client, terminal);
      CountingViewer other = watch(installation, installation.client(server.uri()), terminal);
      viewer.awaitReceived(SLICE_BYTES);
      RawPeer stalled = stalledPeer(installation, server, terminal);
      flood(server, viewer, stalled, () -> stalledPeer(installation, server, terminal));
      assertThat(other.received()).isGreaterThan(FLOOD_BYTES / 2);
      assertStillServed(stalled, viewer.position());
    }
  }

  private static CountingViewer watch(
      Installation installation, MuxwireClient client, String terminal) {
    CountingViewer viewer = new CountingViewer();
    AttachOptions options = AttachOptions.builder().fromStart().readOnly(true).build();
    installation
        .closeLater(client.attach(Installation.WORKSPACE, terminal, options))
        .subscribe(viewer);
    return viewer;
  }

  private static RawPeer stalledPeer(
      Installation installation, ServerProcess server, String terminal) throws IOException {
    RawPeer peer = installation.closeLater(new RawPeer(server, installation.token()));
    peer.attach(terminal);
    return peer;
  }

  private interface PeerMaker {
    RawPeer make() throws IOException;
  }

  /**
   * One reader is stalled all the time, and says meanwhile that it is there: on a slow machine the
   * flood outlasts the time in which a peer must be heard of. Speed is compared between slices with
   * many more of them and slices without those, in turn, for the machine's own speed changes.
   */
  private void flood(ServerProcess server, CountingViewer viewer, RawPeer stalled, PeerMaker peers)
      throws IOException {
    long start = viewer.received();
    long startRss = 0;
    long pings = 0;
    while (viewer.received() - start < FLOOD_BYTES) {
      stalled.ping(++pings);
      without.add(slice(viewer));
      List<RawPeer> more = List.of(peers.make(), peers.make(), peers.make());
      slice(viewer); // until the sockets' buffers are full and they stand still
      with.add(slice(viewer));
      for (RawPeer peer : more) {
        peer.close();
      }
      if (startRss == 0 && viewer.received() - start > FLOOD_BYTES / 5) {
        startRss = rssMib(server);
      }
    }
    long endRss = rssMib(server);
    System.out.printf(
        "%d MB: %.1f MB/s without, %.1f MB/s with further stalled readers; RSS %d, then %d MiB%n",
        (viewer.received() - start) / MB,
        median(without) / MB,
        median(with) / MB,
        startRss,
        endRss);
    assertThat(server.isAlive()).isTrue();
    assertThat(endRss - startRss).isLessThan(MOST_GROWTH_MIB);
    assertThat(median(with)).isGreaterThan(LEAST_SPEED * median(without));
  }

  private static double slice(CountingViewer viewer) {
    long bytes = viewer.received();
    long nanos = System.nanoTime();
    viewer.awaitReceived(bytes + SLICE_BYTES);
    return (viewer.received() - bytes) * 1e9 / (System.nanoTime() - nanos);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static long rssMib(ServerProcess server) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** It reads at last: what was on the way, what it missed as such, and then new output. */
  private static void assertStillServed(RawPeer stalled, long position) throws IOException {
    boolean skipped = false;
    long reached = 0;
    while (reached < position) {
      for (ServerFrame frame : stalled.read().getFramesList()) {
        assertThat(frame.hasError()).as(frame.toString()).isFalse();
        skipped |= frame.hasSkipped();
        if (frame.hasOutput()) {
          reached = frame.getOutput().getOffset() + frame.getOutput().getData().size();
        }
      }
    }
    assertThat(skipped).as("what is no longer retained was told as such").isTrue();
  }
}
