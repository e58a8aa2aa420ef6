package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.network.Conditioner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several viewers of one terminal, who come and go. */
class ViewersTest {
  private static final TerminalSize ACTIVE = new TerminalSize(100, 30);
  private static final TerminalSize PASSIVE = new TerminalSize(40, 10);

  private TestServer server;
  private ScriptedHost.Program program;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    program = server.closeLater(new ScriptedHost(server)).open("shared");
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
    return attachment;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static boolean isAttached(TerminalEvent event) {
    return event instanceof TerminalEvent.Attached;
  }

  @Test
  void passiveViewer_thatReconnects_neverResizes() throws Exception {
    Watcher active = new Watcher();
    Attachment typing = attach(server.client(), ACTIVE, active);
    TestServer.done(typing.write(new byte[] {'x'}));
    Conditioner proxy = server.proxy();
    Watcher passive = new Watcher();
    attach(server.client(proxy.uri()), PASSIVE, passive);
    passive.awaitSize(1);
    for (int cuts = 1; cuts <= 3; cuts++) {
      int connections = cuts + 1;
      proxy.cutAll();
      await("the passive viewer is back", () -> proxy.connections() == connections);
      await("it is attached", () -> passive.count(ViewersTest::isAttached) >= connections);
    }
    TestServer.done(typing.write(new byte[] {'y'})); // behind whatever the viewers caused
    passive.awaitSize(2);

    assertThat(program.sizes()).containsOnly(ACTIVE);
  }

  @Test
  void queries_haveOneAnswerer_andAnotherWhenItLeaves() throws Exception {
    Watcher first = new Watcher();
    Attachment leaving = attach(server.client(), ACTIVE, first);
    await("the first is attached", () -> first.count(ViewersTest::isAttached) == 1);
    Watcher second = new Watcher();
    attach(server.client(), PASSIVE, second);
    await("the second is attached", () -> second.count(ViewersTest::isAttached) == 1);

    assertThat(first.count(ViewersTest::answers)).isEqualTo(1);
    assertThat(second.count(ViewersTest::answers)).isZero();

    leaving.close();
    await("the second answers now", () -> second.count(ViewersTest::answers) == 1);
  }

  private static boolean answers(TerminalEvent event) {
    return (event instanceof TerminalEvent.Attached attached && attached.responder())
        || (event instanceof TerminalEvent.RoleChanged changed && changed.responder());
  }

  @Test
  void whatWasPrintedBefore_isHistory_forWhoComesLater() throws Exception {
    program.print("bell\u0007".getBytes(StandardCharsets.US_ASCII));
    Watcher later = new Watcher();
    attach(server.client(), ACTIVE, later);
    later.awaitSize(5);
    assertThat(later.liveBytes()).isZero();

    program.print("bell\u0007".getBytes(StandardCharsets.US_ASCII));
    later.awaitSize(10);

    assertThat(later.liveBytes()).isEqualTo(5);
  }
}
