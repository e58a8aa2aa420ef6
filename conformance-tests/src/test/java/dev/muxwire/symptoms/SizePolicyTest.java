package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.network.Conditioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose size a terminal has, by its policy; and the other settings of a living terminal. */
class SizePolicyTest {
  private static final TerminalSize WIDE = new TerminalSize(200, 20);
  private static final TerminalSize HIGH = new TerminalSize(90, 60);
  private static final TerminalSize FIXED = new TerminalSize(132, 43);

  private TestServer server;
  private MuxwireClient owner;
  private ScriptedHost host;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    owner = server.client();
    host = server.closeLater(new ScriptedHost(server));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Attachment attach(MuxwireClient client, TerminalSize size, Watcher watcher) {
    AttachOptions options = AttachOptions.builder().fromStart().size(size).build();
    Attachment attachment =
        server.closeLater(client.attach(TestServer.WORKSPACE, "shared", options));
    attachment.subscribe(watcher);
    await("to be attached", () -> watcher.count(SizePolicyTest::isAttached) == 1);
    return attachment;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static boolean isAttached(TerminalEvent event) {
    return event instanceof TerminalEvent.Attached;
  }

  private void configure(TerminalChange.Builder change) throws Exception {
    TestServer.done(owner.configureTerminal(TestServer.WORKSPACE, "shared", change.build()));
  }

  private ServerStatus.Terminal status() throws Exception {
    return TestServer.done(owner.serverStatus()).workspaces().get(0).terminals().get(0);
  }

  private void awaitSize(TerminalSize size) {
    await("the size " + size, () -> status().size().equals(size));
  }

  @Test
  void fixed_staysWhateverViewersDo_alsoAfterARestart() throws Exception {
    ScriptedHost.Program program =
        host.open("shared", TerminalSpec.builder().size(FIXED).sizePolicy(SizePolicy.FIXED));
    Watcher watcher = new Watcher();
    Attachment typing = attach(server.client(), WIDE, watcher);
    TestServer.done(typing.write(new byte[] {'x'}));
    typing.resize(HIGH);
    TestServer.done(typing.write(new byte[] {'y'}));
    assertThat(program.sizes()).isEmpty();
    assertThat(status().size()).isEqualTo(FIXED);

    server.restart();
    TestServer.done(typing.write(new byte[] {'z'}));
    assertThat(program.sizes()).isEmpty();
    assertThat(status().sizePolicy()).isEqualTo(SizePolicy.FIXED);
    assertThat(watcher.count(SizePolicyTest::tellsFixed))
        .as("told at first and after the restart")
        .isGreaterThanOrEqualTo(2);
  }

  private static boolean tellsFixed(TerminalEvent event) {
    return event instanceof TerminalEvent.Attached attached
        && attached.sizePolicy() == SizePolicy.FIXED
        && attached.size().equals(FIXED)
        && !attached.sizer();
  }

  @Test
  void smallest_followsAllActiveViewers_andAReconnectChangesNothing() throws Exception {
    ScriptedHost.Program program =
        host.open("shared", TerminalSpec.builder().sizePolicy(SizePolicy.SMALLEST));
    Conditioner network = server.proxy();
    Watcher watcher = new Watcher();
    Attachment typing = attach(server.client(), WIDE, new Watcher());
    Attachment other = attach(server.client(network.uri()), HIGH, watcher);
    TerminalSize both = new TerminalSize(90, 20);
    awaitSize(both);
    int told = program.sizes().size();

    network.cutAll();
    await("it is back", () -> watcher.count(SizePolicyTest::isAttached) == 2);
    TestServer.done(typing.write(new byte[] {'x'}));
    assertThat(program.sizes()).hasSize(told).endsWith(both);

    other.close();
    awaitSize(WIDE);
  }

  @Test
  void policyOfALivingTerminal_isChanged_andViewersAreTold() throws Exception {
    host.open("shared");
    Watcher watcher = new Watcher();
    Attachment typing = attach(server.client(), WIDE, watcher);
    awaitSize(WIDE);
    configure(TerminalChange.builder().sizePolicy(SizePolicy.FIXED).size(FIXED));
    awaitSize(FIXED);
    TestServer.done(typing.write(new byte[] {'x'}));
    assertThat(status().size()).isEqualTo(FIXED);
    await(
        "the viewer is told",
        () ->
            watcher.count(
                    event ->
                        event instanceof TerminalEvent.SettingsChanged changed
                            && changed.sizePolicy() == SizePolicy.FIXED)
                == 1);
    configure(TerminalChange.builder().sizePolicy(SizePolicy.LAST_TYPIST));
    awaitSize(WIDE);
  }

  @Test
  void retention_isRaisedAndLowered_andARestartKeepsIt() throws Exception {
    long kept = 1 << 20;
    ScriptedHost.Program program = host.open("shared", TerminalSpec.builder().retentionBytes(kept));
    program.print(new byte[2 << 20]);
    awaitKept(kept);

    configure(TerminalChange.builder().retentionBytes(2 * kept));
    program.print(new byte[2 << 20]);
    awaitKept(2 * kept);

    configure(TerminalChange.builder().retentionBytes(1_000));
    await("the excess to be gone", () -> status().end() - status().retainedFrom() == 1_000);
    assertThat(entityRetention()).isEqualTo(1_000);

    server.restart();
    assertThat(status().retentionBytes()).isEqualTo(1_000);
    assertThat(entityRetention()).isEqualTo(1_000);
  }

  /** It is trimmed by cells, once their lines are counted durably. */
  private void awaitKept(long bytes) {
    Awaitility.await("the excess to be gone")
        .untilAsserted(
            () ->
                assertThat(status().end() - status().retainedFrom())
                    .isBetween(bytes, bytes + (128 << 10)));
  }

  private long entityRetention() throws Exception {
    return TestServer.done(owner.get(TestServer.WORKSPACE, List.of("shared")))
        .get(0)
        .number("retention_bytes")
        .orElseThrow();
  }

  @Test
  void exitedTerminal_isTrimmed_andNothingElseOfItIsChanged() throws Exception {
    ScriptedHost.Program program = host.open("shared");
    program.print(new byte[10_000]);
    program.exit(TerminalExit.exited(0, 1));
    await("the exit", () -> status().exited());
    configure(TerminalChange.builder().retentionBytes(100));
    await("the excess to be gone", () -> status().end() - status().retainedFrom() == 100);
    assertThatThrownBy(() -> configure(TerminalChange.builder().sizePolicy(SizePolicy.SMALLEST)))
        .cause()
        .isInstanceOfSatisfying(
            MuxwireException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.EXITED));
  }
}
