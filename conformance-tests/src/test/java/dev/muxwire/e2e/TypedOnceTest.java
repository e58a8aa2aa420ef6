package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.network.Conditioner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed reaches a real program once, in order, whatever is cut and killed meanwhile. */
final class TypedOnceTest {
  private static final int LINES = 6_000;
  private static final int IN_FLIGHT = 64;
  private static final int TROUBLES = 8;

  private final AtomicInteger typed = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void numberedLines_throughCutsAndKills_arriveOnceAndInOrder(@TempDir Path directory)
      throws Exception {
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0);
      Conditioner hostNetwork = installation.closeLater(Conditioner.to(server::port));
      Conditioner viewerNetwork = installation.closeLater(Conditioner.to(server::port));
      MuxwireClient client = installation.client(viewerNetwork.uri());
      client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
      installation.host(hostNetwork.uri());
      Path got = directory.resolve("got");
      Attachment attachment = run(installation, client, got);
      for (int i = 0; i < IN_FLIGHT; i++) {
        typeOnAndOn(attachment);
      }
      for (int trouble = 1; trouble <= TROUBLES; trouble++) {
        awaitWritten(trouble * LINES / (TROUBLES + 1));
        switch (trouble % 4) {
          case 0 -> server.killAndRestart();
          case 1 -> viewerNetwork.cutAll();
          case 2 -> hostNetwork.cutAll();
          default -> {
            hostNetwork.cutAll();
            viewerNetwork.cutAll();
          }
        }
      }
      awaitWritten(LINES);
      assertThat(failures).isEmpty();
      assertThat(viewerNetwork.cuts()).isPositive();
      assertThat(hostNetwork.cuts()).isPositive();
      Awaitility.await("the program to have it all")
          .atMost(Duration.ofSeconds(20))
          .until(() -> Files.size(got) >= expected().length());
      assertThat(Files.readString(got)).isEqualTo(expected());
    }
  }

  private static Attachment run(Installation installation, MuxwireClient client, Path got) {
    TerminalSpec spec =
        TerminalSpec.builder()
            .command(List.of("sh", "-c", "stty raw -echo; exec cat > " + got))
            .build();
    String terminal = Terminals.open(client, spec);
    Awaitility.await("the program to read")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(got));
    return installation.closeLater(
        client.attach(Installation.WORKSPACE, terminal, AttachOptions.builder().build()));
  }

  /** A line, and when that is written the next one: so many are always under way. */
  private void typeOnAndOn(Attachment attachment) {
    CompletableFuture<Void> done;
    synchronized (this) { // in the order of the numbers
      int number = typed.incrementAndGet();
      if (number > LINES) {
        return;
      }
      done = attachment.write(line(number).getBytes(StandardCharsets.US_ASCII));
    }
    done.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            written.incrementAndGet();
            typeOnAndOn(attachment);
          } else {
            failures.add(failure);
          }
        });
  }

  private static String line(int number) {
    return "line " + number + "\n";
  }

  private static String expected() {
    StringBuilder all = new StringBuilder();
    for (int number = 1; number <= LINES; number++) {
      all.append(line(number));
    }
    return all.toString();
  }

  private void awaitWritten(int lines) {
    Awaitility.await(lines + " lines to be written")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(2))
        .failFast("typing failed", () -> !failures.isEmpty())
        .until(() -> written.get() >= lines);
  }
}
