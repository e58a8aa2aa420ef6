package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.network.Conditioner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real program that waits for its readers, where that is asked for. */
class WaitForReadersTest {
  private static final int HOST_BUFFER_BYTES = 256 << 10;
  private static final int LINE_BYTES = 1_000;

  /** A megabyte that the reader may be behind, one of credit that was granted, and some. */
  private static final long MOST_IN_THE_LOG = 5 << 19;

  /** What stands in the host and in the kernel too. */
  private static final long MOST_PRINTED = MOST_IN_THE_LOG + HOST_BUFFER_BYTES + (512 << 10);

  /** Prints numbered lines for ever, and writes down how many; and that it was interrupted. */
  private static final String FLOOD =
      """
      stty raw -echo
      trap : INT
      (
        filler=$(printf '%0990d' 0)
        i=100000000
        while :; do
          i=$((i+1)); echo "$i$filler"
          [ $((i % 50)) = 0 ] && echo $i > progress
        done
      )
      echo so > interrupted
      """;

  private Path directory;
  private TestServer server;
  private MuxwireClient owner;
  private PtyHost host;
  private Conditioner network;
  private final PacedReader reader = new PacedReader();

  @BeforeEach
  void start(@TempDir Path given) throws Exception {
    directory = given;
    server = new TestServer(given.resolve("data"));
    owner = server.client();
    host = server.closeLater(new PtyHost(server, server.uri(), given, HOST_BUFFER_BYTES));
    network = server.proxy();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String flood(boolean wait) throws Exception {
    return host.run(FLOOD, TerminalSpec.builder().waitForReaders(wait).retentionBytes(64 << 20));
  }

  private Attachment attachRequired(String terminal) throws Exception {
    MuxwireClient client = server.client(network.uri());
    AttachOptions options = AttachOptions.builder().fromStart().lossless().required(true).build();
    Attachment attachment =
        server.closeLater(client.attach(TestServer.WORKSPACE, terminal, options));
    attachment.subscribe(reader);
    return attachment;
  }

  private ServerStatus.Terminal status(String terminal) throws Exception {
    return TestServer.done(owner.serverStatus()).workspaces().get(0).terminals().stream()
        .filter(one -> one.terminalId().equals(terminal))
        .findFirst()
        .orElseThrow();
  }

  private long printedBytes() throws IOException {
    Path progress = directory.resolve("progress");
    String lines = Files.exists(progress) ? Files.readString(progress).strip() : "";
    return lines.isEmpty() ? 0 : (Long.parseLong(lines) - 100_000_000) * LINE_BYTES;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  private void awaitStandstill(String terminal) throws Exception {
    await("the program to wait", () -> status(terminal).outputWaits());
    long[] before = {-1};
    Awaitility.await("no more to be printed")
        .atMost(Duration.ofSeconds(40))
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              long now = printedBytes();
              boolean still = now == before[0];
              before[0] = now;
              return still;
            });
    assertThat(printedBytes()).isLessThan(MOST_PRINTED);
    assertThat(status(terminal).end()).isLessThan(MOST_IN_THE_LOG);
  }

  @Test
  void program_waitsForARequiredReader_andGoesOnWithIt_andNothingIsLost() throws Exception {
    String terminal = flood(true);
    attachRequired(terminal);
    awaitStandstill(terminal);

    reader.read();
    await("much more to be read", () -> reader.size() > 3 * MOST_PRINTED);
    assertThat(status(terminal).retainedFrom()).isZero();
    TestServer.done(owner.closeTerminal(TestServer.WORKSPACE, terminal));
    TestServer.done(reader.exited());
    assertNumbered(reader.output());
  }

  private static void assertNumbered(byte[] output) {
    String[] lines = new String(output, StandardCharsets.US_ASCII).split("\n");
    for (int i = 0; i < lines.length - 1; i++) { // the last may have been cut by its end
      assertThat(lines[i]).startsWith(Integer.toString(100_000_001 + i)).hasSize(LINE_BYTES - 1);
    }
  }

  @Test
  void whileItWaits_ctrlCWorks_andOtherTerminalsDo() throws Exception {
    String other = host.run("stty raw -echo; cat");
    String terminal = flood(true);
    attachRequired(terminal);
    awaitStandstill(terminal);

    EchoTyper typer =
        new EchoTyper(
            server.closeLater(
                server
                    .client()
                    .attach(TestServer.WORKSPACE, other, AttachOptions.builder().build())));
    TestServer.done(typer.type());
    Attachment second =
        server.closeLater(
            server
                .client()
                .attach(TestServer.WORKSPACE, terminal, AttachOptions.builder().build()));
    second.subscribe(new PacedReader());
    await(
        "the program to be interrupted",
        () -> {
          TestServer.done(second.signal("INT"));
          return Files.exists(directory.resolve("interrupted"));
        });
    assertThat(status(terminal).outputWaits()).isTrue();
  }

  @Test
  void readerWhoseConnectionEnds_isNotWaitedFor_anyLonger() throws Exception {
    String terminal = flood(true);
    attachRequired(terminal);
    awaitStandstill(terminal);
    network.refuse(true);
    await("the program to go on", () -> printedBytes() > 2 * MOST_PRINTED);
  }

  @Test
  void readerThatDetaches_orATerminalToldNotToWait_holdsNothingUp() throws Exception {
    String terminal = flood(true);
    Attachment attachment = attachRequired(terminal);
    awaitStandstill(terminal);
    TestServer.done(
        owner.configureTerminal(
            TestServer.WORKSPACE,
            terminal,
            TerminalChange.builder().waitForReaders(false).build()));
    await("the program to go on", () -> printedBytes() > 2 * MOST_PRINTED);
    TestServer.done(
        owner.configureTerminal(
            TestServer.WORKSPACE, terminal, TerminalChange.builder().waitForReaders(true).build()));
    await("the program to wait", () -> status(terminal).outputWaits());
    long waitedAt = status(terminal).end();
    attachment.close();
    await("the program to go on", () -> status(terminal).end() > waitedAt + 2 * MOST_PRINTED);
  }

  @Test
  void withoutTheFlag_theProgramNeverWaits() throws Exception {
    String terminal = flood(false);
    attachRequired(terminal);
    await("much to be printed", () -> printedBytes() > 3 * MOST_PRINTED);
    assertThat(status(terminal).outputWaits()).isFalse();
  }
}
