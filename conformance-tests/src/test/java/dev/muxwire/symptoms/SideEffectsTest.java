package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bells, clipboards, queries and modes around attaching, cuts, restarts and jumps. */
class SideEffectsTest {
  private static final String BELL = "\u0007";
  private static final String QUERY = "\033[6n";
  private static final String CLIPBOARD = "\033]52;c;c2VjcmV0\u0007";
  private static final String MODES = "\033[?1049h\033[?1000h\033[?2004h";

  private TestServer server;
  private Conditioner network;
  private ScriptedHost.Program program;
  private final EventList events = new EventList();

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    network = server.proxy();
    program = server.closeLater(new ScriptedHost(server)).open("terminal");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Attachment attach(MuxwireClient client, AttachOptions.Builder options) {
    Attachment attachment =
        server.closeLater(client.attach(TestServer.WORKSPACE, "terminal", options.build()));
    attachment.subscribe(events);
    await("to be attached", () -> attachments() == 1);
    return attachment;
  }

  private int attachments() {
    return events.all(TerminalEvent.Attached.class).size();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private void print(String text) throws Exception {
    program.print(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatWasPrintedBeforeOneCame_isHistory() throws Exception {
    String old = BELL + QUERY + CLIPBOARD;
    print(old);
    attach(server.client(), AttachOptions.builder().fromStart());
    print("new" + BELL);
    await("it", () -> events.output().equals(old + "new" + BELL));
    assertThat(events.live()).isEqualTo("new" + BELL);
  }

  @Test
  void whatIsPrintedInAShortCut_isLive_andComesOnce() throws Exception {
    attach(server.client(network.uri()), AttachOptions.builder().fromStart());
    print("seen");
    await("it", () -> events.output().equals("seen"));
    network.refuse(true);
    print(BELL + QUERY);
    network.refuse(false);
    await("it", () -> events.output().equals("seen" + BELL + QUERY));
    assertThat(attachments()).isEqualTo(2);
    assertThat(events.live()).isEqualTo("seen" + BELL + QUERY);
    assertThat(events.all(TerminalEvent.Attached.class).get(1).responder()).isTrue();
  }

  @Test
  void whatWasPrintedBeforeARestart_isHistory_andWhatComesAfterItIsLive() throws Exception {
    attach(server.client(network.uri()), AttachOptions.builder().fromStart());
    network.refuse(true);
    print("before" + BELL);
    server.restart();
    print("after" + BELL);
    network.refuse(false);
    await("it", () -> events.output().equals("before" + BELL + "after" + BELL));
    assertThat(events.live()).isEqualTo("after" + BELL);
  }

  @Test
  void newProcess_thatResumesWhereAnotherLeft_hearsNoBellTwice() throws Exception {
    Attachment first = attach(server.client(), AttachOptions.builder().fromStart());
    print("heard" + BELL);
    await("it", () -> events.output().equals("heard" + BELL));
    EventList second = new EventList();
    Attachment next =
        server.closeLater(
            server
                .client()
                .attach(
                    TestServer.WORKSPACE,
                    "terminal",
                    AttachOptions.builder().fromCursor(first.cursor().orElseThrow()).build()));
    next.subscribe(second);
    print("new" + BELL);
    await("it", () -> second.output().equals("new" + BELL));
    assertThat(second.live()).isEqualTo("new" + BELL);
  }

  @Test
  void jumpOfALiveViewer_changesNothingAboutWhatIsHistory() throws Exception {
    print("old");
    attach(server.client(network.uri()), AttachOptions.builder().fromStart().live(100_000));
    await("the history", () -> events.output().equals("old"));
    network.set(Link.PERFECT.toClient(Conditions.PERFECT.stalled()));
    print("x".repeat(2_000_000) + BELL);
    network.set(Link.PERFECT);
    await("the bell", () -> events.live().endsWith(BELL));
    assertThat(events.all(TerminalEvent.Skipped.class))
        .isNotEmpty()
        .allMatch(skipped -> skipped.reason() == TerminalEvent.Skipped.Reason.LAG);
    assertThat(events.all(TerminalEvent.Output.class))
        .allMatch(output -> output.history() == (output.offset() < 3));
  }

  @Test
  void modesAroundACut_arriveOnceEach_inTheirOrder() throws Exception {
    attach(server.client(network.uri()), AttachOptions.builder().fromStart());
    print(MODES);
    await("them", () -> events.output().equals(MODES));
    network.refuse(true);
    print("\033[?2004l");
    network.refuse(false);
    print("\033[?2004h");
    await("them", () -> events.output().equals(MODES + "\033[?2004l\033[?2004h"));
  }
}
