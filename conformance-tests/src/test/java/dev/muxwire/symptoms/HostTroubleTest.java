package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.network.Conditioner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are away, lost, replaced, or do not know that they are. */
class HostTroubleTest {
  private static final int PRINTED = 1_000;
  private static final int AHEAD = 500;

  private TestServer server;
  private MuxwireClient owner;
  private Conditioner network;
  private ScriptedHost host;
  private ScriptedHost.Program program;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    owner = server.client();
    network = server.proxy();
    host = server.closeLater(new ScriptedHost(server.client(network.uri()), false));
    TestServer.done(host.whenRegistered());
    program = host.open("terminal");
    program.print(new byte[PRINTED]);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Attachment attach(AttachOptions.Builder options, EventList events) throws Exception {
    Attachment attachment =
        server.closeLater(
            server.client().attach(TestServer.WORKSPACE, "terminal", options.build()));
    attachment.subscribe(events);
    await("to be attached", () -> events.any(TerminalEvent.Attached.class));
    return attachment;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private ServerStatus.Terminal status() throws Exception {
    return TestServer.done(owner.serverStatus()).workspaces().get(0).terminals().get(0);
  }

  /** As after a restart of a server that had shown what it had not stored yet. */
  private EventList attachAhead() throws Exception {
    EventList events = new EventList();
    TerminalCursor ahead = new TerminalCursor(status().logEpoch(), PRINTED + AHEAD);
    attach(AttachOptions.builder().fromCursor(ahead).readOnly(true), events);
    return events;
  }

  @Test
  void cursorAheadOfTheLog_waitsForTheHost_andGetsWhatFollowsIt() throws Exception {
    EventList events = attachAhead();
    program.print("x".repeat(AHEAD).getBytes(StandardCharsets.US_ASCII));
    program.print("new".getBytes(StandardCharsets.US_ASCII));
    await("what is new", () -> events.output().equals("new"));
    assertThat(events.all(TerminalEvent.Output.class).get(0).offset()).isEqualTo(PRINTED + AHEAD);
    assertThat(events.all(TerminalEvent.Skipped.class)).isEmpty();
  }

  @Test
  void whatIsLostWithItsHost_isToldToWhoHadIt_andTheTerminalEnds() throws Exception {
    EventList events = attachAhead();
    long epochBefore = status().logEpoch();
    ScriptedHost other = server.closeLater(new ScriptedHost(server.client(), true));
    TestServer.done(other.whenRegistered());

    await("the end", () -> events.any(TerminalEvent.Exited.class));
    assertThat(events.all(TerminalEvent.Exited.class).get(0).exit().reason())
        .isEqualTo(TerminalExit.Reason.HOST_LOST);
    assertThat(events.all(TerminalEvent.Skipped.class))
        .containsExactly(
            new TerminalEvent.Skipped(PRINTED, PRINTED + AHEAD, TerminalEvent.Skipped.Reason.LOST));
    List<TerminalEvent.Attached> attached = events.all(TerminalEvent.Attached.class);
    TerminalEvent.Attached last = attached.get(attached.size() - 1);
    assertThat(last.logEpoch()).isNotEqualTo(epochBefore);
    assertThat(last.liveFrom()).as("where the new epoch began").isLessThanOrEqualTo(PRINTED);
    assertThat(events.output()).isEmpty();
  }

  @Test
  void hostThatIsAway_isTold_itsTerminalIsRead_andWhatIsTypedWaitsForIt() throws Exception {
    EventList events = new EventList();
    Attachment viewer = attach(AttachOptions.builder().fromStart(), events);
    network.refuse(true);
    await("to be told", () -> events.isReachable(false));
    assertThat(status().reachable()).isFalse();
    EventList later = new EventList();
    attach(AttachOptions.builder().fromStart().readOnly(true), later);
    await("all that is there", () -> later.output().length() == PRINTED);
    CompletableFuture<Void> typed = viewer.write("typed".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> TestServer.done(owner.closeTerminal(TestServer.WORKSPACE, "terminal")))
        .cause()
        .isInstanceOfSatisfying(
            MuxwireException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNREACHABLE));
    assertThat(typed).isNotDone();

    network.refuse(false);
    TestServer.done(typed);
    await("to be told", () -> events.isReachable(true));
    await("the echo", () -> events.output().endsWith("typed"));
  }

  @Test
  void secondHost_isRefused_unlessItTakesOver_andThenTheFirstHasItsEndTold() throws Exception {
    ScriptedHost second = server.closeLater(new ScriptedHost(server.client(), false));
    assertThat(TestServer.done(second.whenEnded()).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(status().exited()).isFalse();

    ScriptedHost third = server.closeLater(new ScriptedHost(server.client(), true));
    TestServer.done(third.whenRegistered());
    assertThat(TestServer.done(host.whenEnded()).code()).isEqualTo(ErrorCode.REPLACED);
    await("the terminal to be lost", () -> status().exited());
  }

  /** It was cut off while another one took over, and goes on as if nothing had been. */
  @Test
  void zombieHost_isFenced_andNothingOfItReachesAnybody() throws Exception {
    EventList events = new EventList();
    attach(AttachOptions.builder().fromStart().readOnly(true), events);
    await("what is there", () -> events.output().length() == PRINTED);
    network.refuse(true);
    await("to be told", () -> events.isReachable(false));
    ScriptedHost other = server.closeLater(new ScriptedHost(server.client(), true));
    TestServer.done(other.whenRegistered());
    await("the terminal to be lost", () -> events.any(TerminalEvent.Exited.class));
    program.pour("from the grave".getBytes(StandardCharsets.US_ASCII));

    network.refuse(false);
    assertThat(TestServer.done(host.whenEnded()).code())
        .isIn(ErrorCode.ALREADY_EXISTS, ErrorCode.REPLACED);
    assertThat(status().end()).isEqualTo(PRINTED);
    assertThat(events.output()).hasSize(PRINTED);
    assertThat(other.open("new").whenEnded()).isNotDone();
  }
}
