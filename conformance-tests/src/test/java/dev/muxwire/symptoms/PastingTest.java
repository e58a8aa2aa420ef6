package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much input, and input against much output, with real programs. */
class PastingTest {
  private static final int PASTE_BYTES = 10_000_000;
  private static final int KEYSTROKES = 20;
  private static final byte KEY = 'Z';
  private static final byte[] CTRL_C = {3};

  /** A phone at the edge of its network. */
  private static final Link SLOW =
      Link.both(Conditions.PERFECT.bandwidth(100_000).delay(Duration.ofMillis(50)));

  private static final int BEHIND_BYTES = 3_000_000;
  private static final Duration SOON = Duration.ofSeconds(3);

  private Path directory;
  private TestServer server;
  private MuxwireClient owner;
  private PtyHost host;

  @BeforeEach
  void start(@TempDir Path given) throws Exception {
    directory = given;
    server = new TestServer(given.resolve("data"));
    owner = server.client();
    host = server.closeLater(new PtyHost(server, server.uri(), given, 16 << 20));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Attachment attach(MuxwireClient client, String terminal, Watcher watcher) {
    Attachment attachment =
        server.closeLater(
            client.attach(
                TestServer.WORKSPACE, terminal, AttachOptions.builder().fromStart().build()));
    attachment.subscribe(watcher);
    await("to be attached", () -> watcher.count(TerminalEvent.Attached.class::isInstance) == 1);
    return attachment;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  private static byte[] text() {
    byte[] text = new byte[PASTE_BYTES];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i % 80 == 79 ? '\n' : 'a' + (i * 31L + i / 977) % 25);
    }
    return text;
  }

  /** The program prints on while it reads, and two viewers type what it reads. */
  @Test
  void tenMegabytes_arriveIntact_andHoldNothingUp() throws Exception {
    Path got = directory.resolve("got");
    String terminal =
        host.run(
            "stty raw -echo; (while :; do echo tick; sleep 0.01; done) & head -c %d > got; kill $!"
                .formatted(PASTE_BYTES + KEYSTROKES));
    MuxwireClient client = server.client();
    Watcher watcher = new Watcher();
    Attachment pasting = attach(client, terminal, watcher);
    Attachment typing = attach(server.client(), terminal, new Watcher());
    await("the program to be ready", () -> watcher.size() > 0);
    byte[] text = text();
    int printedBefore = watcher.size();
    long start = System.nanoTime();
    CompletableFuture<Void> pasted = pasting.write(text);
    List<Long> keystrokes = new ArrayList<>();
    for (int i = 0; i < KEYSTROKES; i++) {
      long pressed = System.nanoTime();
      TestServer.done(typing.write(new byte[] {KEY}));
      keystrokes.add(System.nanoTime() - pressed);
    }
    TestServer.done(pasted);
    double seconds = (System.nanoTime() - start) / 1e9;
    await("the program to have read it", () -> Files.size(got) == PASTE_BYTES + KEYSTROKES);
    keystrokes.sort(null);
    System.out.printf(
        "10 MB pasted in %.2f s; another viewer's keystrokes: median %.0f ms, most %.0f ms%n",
        seconds, keystrokes.get(KEYSTROKES / 2) / 1e6, keystrokes.get(KEYSTROKES - 1) / 1e6);
    assertThat(watcher.size()).as("output meanwhile").isGreaterThan(printedBefore);
    assertThat(Duration.ofNanos(keystrokes.get(KEYSTROKES / 2))).isLessThan(SOON);
    byte[] read = Files.readAllBytes(got);
    assertThat(withoutKeystrokes(read)).isEqualTo(text);
  }

  private static byte[] withoutKeystrokes(byte[] read) {
    byte[] rest = new byte[read.length];
    int length = 0;
    for (byte one : read) {
      if (one != KEY) {
        rest[length++] = one;
      }
    }
    return Arrays.copyOf(rest, length);
  }

  @Test
  void ctrlC_inAFlood_onASlowLink_endsTheProgramAtOnce() throws Exception {
    Conditioner slow = server.closeLater(Conditioner.to(server::port, SLOW));
    MuxwireClient client = server.client(slow.uri());
    TestServer.done(client.connected());
    // What does not pack well, or the viewer would soon have caught up.
    String terminal = host.run("exec od -An -v -tx1 /dev/urandom");
    Watcher watcher = new Watcher();
    Attachment viewer = attach(client, terminal, watcher);
    await("the viewer to be far behind", () -> end(terminal) - watcher.size() > BEHIND_BYTES);

    long start = System.nanoTime();
    CompletableFuture<Void> pressed = viewer.write(CTRL_C);
    await("the program's end", () -> hasExited(terminal));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    TestServer.done(pressed);
    System.out.printf(
        "Ctrl-C took effect after %d ms, with the viewer %,d bytes behind%n",
        took.toMillis(), end(terminal) - watcher.size());
    assertThat(took).isLessThan(SOON);
    assertThat(slow.connections()).isEqualTo(1);
  }

  private long end(String terminal) throws Exception {
    return status(terminal).end();
  }

  private boolean hasExited(String terminal) throws Exception {
    return status(terminal).exited();
  }

  private ServerStatus.Terminal status(String terminal) throws Exception {
    return TestServer.done(owner.serverStatus()).workspaces().get(0).terminals().stream()
        .filter(one -> one.terminalId().equals(terminal))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void query_isAnsweredOnce_byOneViewer_andByAnotherWhenItLeft() throws Exception {
    Path got = directory.resolve("got");
    String terminal =
        host.run(
            """
            stty raw -echo; : > got
            while :; do
              c=$(dd bs=1 count=1 2>/dev/null)
              printf %s "$c" >> got
              [ "$c" = g ] && printf '\\033[c'
            done
            """);
    await("the program to be ready", () -> Files.exists(got));
    List<AnsweringViewer> viewers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      AnsweringViewer viewer = new AnsweringViewer(server, terminal, 100 + i);
      await("to be attached", viewer::isAttached);
      viewers.add(viewer);
    }
    AnsweringViewer typist = viewers.get(2);
    TestServer.done(typist.type("g"));
    assertAnsweredOnce(got, viewers, 1);
    assertThat(status(terminal).size().columns()).as("the typist's").isEqualTo(102);

    viewers.remove(0).close();
    await("another one to answer", viewers.get(0)::isResponder);
    TestServer.done(typist.type("g"));
    assertAnsweredOnce(got, viewers, 2);
    assertThat(status(terminal).size().columns()).isEqualTo(102);
  }

  /** An answer goes out before what its viewer types next. */
  private static void assertAnsweredOnce(Path got, List<AnsweringViewer> viewers, int answers)
      throws Exception {
    await("the answer", () -> answersIn(got) >= answers);
    long before = marksIn(got);
    for (AnsweringViewer viewer : viewers) {
      await("the query to be seen", () -> viewer.queries() == answers);
      TestServer.done(viewer.type("#"));
    }
    await("what they typed", () -> marksIn(got) == before + viewers.size());
    assertThat(answersIn(got)).isEqualTo(answers);
  }

  private static long answersIn(Path got) throws Exception {
    String text = Files.readString(got, StandardCharsets.US_ASCII);
    return text.split(AnsweringViewer.ANSWER_PATTERN, -1).length - 1;
  }

  private static long marksIn(Path got) throws Exception {
    return Files.readString(got, StandardCharsets.US_ASCII).chars().filter(c -> c == '#').count();
  }
}
