package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything a program prints arrives, once, whatever is killed and cut meanwhile. */
final class FiftyMegabytesTest {
  private static final int OUTPUT_BYTES = 50_000_000;
  private static final long RETENTION_BYTES = 128L << 20;
  private static final int KILLS = 3;
  private static final int MOST_BYTES_UNTIL_CUT = 12_000_000;

  @Test
  void output_throughKillsAndCuts_arrivesCompleteAndOnce(@TempDir Path directory) throws Exception {
    Random random = Seeds.random("FiftyMegabytesTest");
    byte[] output = new byte[OUTPUT_BYTES];
    random.nextBytes(output);
    Path file = Files.write(directory.resolve("output"), output);
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0, "-Xmx512m");
      Conditioner hostProxy = cuttingProxy(installation, server, random);
      Conditioner viewerProxy = cuttingProxy(installation, server, random);
      createWorkspace(installation, server);
      installation.host(hostProxy.uri());
      MuxwireClient client = installation.client(viewerProxy.uri());
      String terminal = print(client, file);
      HashingViewer viewer = new HashingViewer();
      watch(installation, client, terminal).subscribe(viewer);
      killWhileItPrints(server, viewer, random);
      TerminalExit exit = viewer.exit().get(150, TimeUnit.SECONDS);
      System.out.printf(
          "%d bytes through %d kills, %d cuts of the host's and %d of the viewer's connections%n",
          viewer.received(), KILLS, hostProxy.cuts(), viewerProxy.cuts());
      assertThat(exit.reason())
          .as(Files.readString(directory.resolve("host-process.err")))
          .isEqualTo(TerminalExit.Reason.EXITED);
      assertThat(viewer.received()).isEqualTo(OUTPUT_BYTES);
      assertThat(viewer.hash()).isEqualTo(Hashes.of(output));
      assertThat(hostProxy.cuts()).isPositive();
      assertThat(viewerProxy.cuts()).isPositive();
      CommandResult cat = installation.run("cat", terminal, "--raw").succeeded();
      assertThat(Hashes.of(cat.out())).isEqualTo(Hashes.of(output));
    }
  }

  /** One connection in four is cut in its first bytes: in the handshake, or soon after it. */
  private static Conditioner cuttingProxy(
      Installation installation, ServerProcess server, Random random) throws Exception {
    return installation.closeLater(
        Conditioner.to(
            server::port,
            n -> Link.cutAt(random.nextInt(random.nextInt(4) == 0 ? 3_000 : MOST_BYTES_UNTIL_CUT)),
            random.nextLong()));
  }

  private static void createWorkspace(Installation installation, ServerProcess server)
      throws Exception {
    try (MuxwireClient client =
        MuxwireClient.connect(installation.clientOptions(server.uri()).build())) {
      client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    }
  }

  private static Attachment watch(
      Installation installation, MuxwireClient client, String terminal) {
    AttachOptions options = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
    return installation.closeLater(client.attach(Installation.WORKSPACE, terminal, options));
  }

  private static String print(MuxwireClient client, Path file) {
    TerminalSpec spec =
        TerminalSpec.builder()
            .command(List.of("sh", "-c", "stty raw -echo && cat " + file))
            .retentionBytes(RETENTION_BYTES)
            .build();
    return Terminals.open(client, spec);
  }

  /** A kill whenever the viewer has got to the next of some random places. */
  private static void killWhileItPrints(ServerProcess server, HashingViewer viewer, Random random) {
    long[] places =
        Stream.generate(() -> random.nextInt(OUTPUT_BYTES * 9 / 10))
            .limit(KILLS)
            .sorted()
            .mapToLong(Integer::longValue)
            .toArray();
    for (long place : places) {
      Awaitility.await("output up to " + place)
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(5))
          .failFast("the stream failed", () -> viewer.exit().isCompletedExceptionally())
          .until(() -> viewer.received() >= place);
      server.killAndRestart();
    }
  }
}
