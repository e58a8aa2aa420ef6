package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is small and urgent, while something big is on its way on the same connection. */
class ResponsivenessTest {
  private static final int ROUNDS = 40;
  private static final int FLOOD_PART_BYTES = 256 << 10;
  private static final long MOST_MEDIAN_MS = 300;

  private final AtomicBoolean flooding = new AtomicBoolean(true);
  private TestServer server;
  private ScriptedHost host;
  private MuxwireClient client;
  private Watcher flood;
  private CompletableFuture<Void> flooder;

  @BeforeEach
  void startAFlood(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    host = server.closeLater(new ScriptedHost(server));
    client = server.client();
    ScriptedHost.Program program = host.open("flood");
    flooder =
        CompletableFuture.runAsync(
            () -> {
              while (flooding.get()) {
                try {
                  program.pour(new byte[FLOOD_PART_BYTES]);
                } catch (Exception e) {
                  throw new AssertionError("the flood broke off", e);
                }
              }
            });
    flood = new Watcher();
    AttachOptions options = AttachOptions.builder().fromStart().readOnly(true).build();
    server.closeLater(client.attach(TestServer.WORKSPACE, "flood", options)).subscribe(flood);
    flood.awaitSize(4 * FLOOD_PART_BYTES);
  }

  @AfterEach
  void stop() throws Exception {
    flooding.set(false);
    TestServer.done(flooder);
    server.close();
  }

  /** Times rounds while the flood goes on; the median, in milliseconds. */
  private long medianMs(IntConsumer round) {
    int before = flood.size();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      round.accept(i);
      times.add((System.nanoTime() - start) / 1_000_000);
    }
    assertThat(flood.size()).as("it flooded all the time").isGreaterThan(before);
    times.sort(null);
    System.out.printf("%d to %d ms in a flood%n", times.get(0), times.get(ROUNDS - 1));
    return times.get(ROUNDS / 2);
  }

  @Test
  void typing_isEchoedAtOnce_whileAnotherTerminalFloods() throws Exception {
    host.open("shell");
    Watcher echo = new Watcher();
    Attachment shell =
        server.closeLater(
            client.attach(
                TestServer.WORKSPACE, "shell", AttachOptions.builder().fromStart().build()));
    shell.subscribe(echo);
    shell.setFocus(true);

    long median =
        medianMs(
            i -> {
              CompletableFuture<Void> written = shell.write(new byte[] {'x'});
              echo.awaitSize(i + 1);
              written.join();
            });

    assertThat(median).isLessThan(MOST_MEDIAN_MS);
  }

  @Test
  void mutations_areAnsweredAtOnce_whileATerminalFloods() {
    long median =
        medianMs(
            i ->
                client
                    .mutate(
                        TestServer.WORKSPACE,
                        Mutation.builder()
                            .create(EntityKind.RECORD, "r" + i, Map.of("type", "note"))
                            .build())
                    .join());

    assertThat(median).isLessThan(MOST_MEDIAN_MS);
  }
}
