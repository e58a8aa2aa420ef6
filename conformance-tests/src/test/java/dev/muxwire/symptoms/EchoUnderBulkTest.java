package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import dev.muxwire.symptoms.LatencyProbe.Latencies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Typing on a connection that is full of what nobody waits for. {@code -Dmuxwire.shows.seconds=30}
 * makes it last; the ordinary build takes less.
 */
final class EchoUnderBulkTest {
  private static final int SECONDS = Integer.getInteger("muxwire.shows.seconds", 12);
  private static final int SETTLING_SECONDS = 3;
  private static final long KEY_INTERVAL_MS = 70;
  private static final int LINK_BYTES_PER_SECOND = 125_000;
  private static final long ROUND_TRIP_MS = 100;
  private static final long MOST_MEDIAN_MS = ROUND_TRIP_MS + 50;

  /** The tests' machines have other things to do as well. */
  private static final long MOST_P99_MS = ROUND_TRIP_MS + 150;

  private static final double LEAST_USE = 0.8;
  private static final int LOOPBACK_KEYS = 100 * (SECONDS - SETTLING_SECONDS);
  private static final long LOOPBACK_KEY_INTERVAL_MS = 10;
  private static final double MOST_RATIO = 5;
  private static final double NOISE_MS = 50;
  private static final int HISTORY_BYTES = 4_000_000;
  private static final int BATCHES = 10;
  private static final int RECORDS_A_BATCH = 40;
  private static final int RECORD_BYTES = 500;
  private static final long SEED = 11;

  private final Random random = new Random(SEED);
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    ScriptedHost host = server.closeLater(new ScriptedHost(server));
    byte[] history = new byte[HISTORY_BYTES];
    random.nextBytes(history); // nothing that compression could make small
    host.open("history").print(history);
    host.open("shell");
    fillWorkspace(server.client());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** Records of a usual size: nothing overtakes one that has left, however large it is. */
  private void fillWorkspace(MuxwireClient author) throws Exception {
    for (int batch = 0; batch < BATCHES; batch++) {
      Mutation.Builder records = Mutation.builder();
      for (int i = 0; i < RECORDS_A_BATCH; i++) {
        byte[] payload = new byte[RECORD_BYTES];
        random.nextBytes(payload);
        Map<String, Object> fields = Map.of("type", "note", "payload", payload);
        records.create(EntityKind.RECORD, "record-" + batch + "-" + i, fields);
      }
      TestServer.done(author.mutate(TestServer.WORKSPACE, records.build()));
    }
  }

  private EchoTyper typer(MuxwireClient client) {
    AttachOptions options = AttachOptions.builder().fromStart().build();
    return new EchoTyper(server.closeLater(client.attach(TestServer.WORKSPACE, "shell", options)));
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(30 + 3L * SECONDS))
        .pollInterval(Duration.ofMillis(5))
        .until(condition::getAsBoolean);
  }

  @Test
  void onASlowFullLink_theEchoIsARoundTripAndLittleMore_andTheLinkIsUsed() throws Exception {
    Conditioner network = slowNetwork();
    MuxwireClient client = server.client(network.uri());
    EchoTyper typer = typer(client);
    TestServer.done(typer.type());
    try (SustainedBulk bulk = new SustainedBulk(client, "history", true);
        LatencyProbe settling = new LatencyProbe(typer::type, KEY_INTERVAL_MS)) {
      awaitCarried(network, SETTLING_SECONDS);
      settling.close();
      long fetched = bulk.fetchedBytes();
      int snapshots = bulk.snapshots();
      long carried = network.bytesToClients();
      long start = System.nanoTime();
      try (LatencyProbe echo = new LatencyProbe(typer::type, KEY_INTERVAL_MS)) {
        awaitCarried(network, SECONDS - SETTLING_SECONDS);
        double capacity = LINK_BYTES_PER_SECOND * ((System.nanoTime() - start) / 1e9);
        double use = (network.bytesToClients() - carried) / capacity;
        long scrollback = bulk.fetchedBytes() - fetched;
        Latencies latencies = echo.finish();
        System.out.printf(
            "1 Mbit/s, 2 x 50 ms, full: an echo %s; %.0f %% of the link used, %d bytes of"
                + " scrollback, %d snapshots%n",
            latencies, 100 * use, scrollback, bulk.snapshots() - snapshots);
        assertThat(latencies.ms(0.5)).isLessThanOrEqualTo(MOST_MEDIAN_MS);
        assertThat(latencies.ms(0.99)).isLessThanOrEqualTo(MOST_P99_MS);
        assertThat(use).isGreaterThan(LEAST_USE);
      }
    }
    assertThat(network.connections()).isEqualTo(1);
  }

  private Conditioner slowNetwork() throws Exception {
    Conditions slow =
        Conditions.PERFECT
            .bandwidth(LINK_BYTES_PER_SECOND)
            .delay(Duration.ofMillis(ROUND_TRIP_MS / 2));
    return server.closeLater(Conditioner.to(server::port, Link.both(slow)));
  }

  /** Waits until so many seconds of the link, at 80 % of what it carries, have come. */
  private static void awaitCarried(Conditioner network, int seconds) {
    long until = network.bytesToClients() + seconds * (LINK_BYTES_PER_SECOND * 4L / 5);
    await("what a full link carries", () -> network.bytesToClients() >= until);
  }

  @Test
  void onLoopback_bulkOnTheSameConnection_costsNotMuchMoreThanOnAnother() throws Exception {
    MuxwireClient client = server.client();
    MuxwireClient other = server.client();
    EchoTyper typer = typer(client);
    TestServer.done(typer.type());
    Latencies warm = echoBeside(client, typer);
    Latencies apart = echoBeside(other, typer);
    Latencies together = echoBeside(client, typer);
    double ratio = together.ms(0.99) / apart.ms(0.99);
    System.out.printf(
        "loopback: an echo beside bulk of the same connection %.1f ms p99 (%.1f ms before it was"
            + " warm), of another %.1f ms: ratio %.2f%n",
        together.ms(0.99), warm.ms(0.99), apart.ms(0.99), ratio);
    assertThat(together.ms(0.99)).isLessThan(MOST_RATIO * apart.ms(0.99) + NOISE_MS);
  }

  private static Latencies echoBeside(MuxwireClient bulkClient, EchoTyper typer) throws Exception {
    try (SustainedBulk bulk = new SustainedBulk(bulkClient, "history", true)) {
      await("the bulk flows", () -> bulk.fetchedBytes() > HISTORY_BYTES);
      long fetched = bulk.fetchedBytes();
      try (LatencyProbe echo = new LatencyProbe(typer::type, LOOPBACK_KEY_INTERVAL_MS)) {
        await("keys", () -> echo.asked() >= LOOPBACK_KEYS);
        Latencies latencies = echo.finish();
        assertThat(bulk.fetchedBytes()).as("it flowed meanwhile").isGreaterThan(fetched);
        return latencies;
      }
    }
  }
}
