package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.network.Conditioner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terminals with much behind them, and who comes to them. */
class TerminalHistoryTest {
  private static final int MB = 1_000_000;
  private static final int LITTLE_BYTES = 8 << 10;

  private TestServer server;
  private ScriptedHost host;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    host = server.closeLater(new ScriptedHost(server));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static byte[] output(int bytes, long seed) {
    byte[] output = new byte[bytes];
    new Random(seed).nextBytes(output);
    return output;
  }

  private Watcher watch(MuxwireClient client, String terminal) {
    Watcher watcher = new Watcher();
    AttachOptions options = AttachOptions.builder().fromStart().readOnly(true).build();
    server.closeLater(client.attach(TestServer.WORKSPACE, terminal, options)).subscribe(watcher);
    return watcher;
  }

  @Test
  void attachingToManyFullTerminals_withTheHandshake_keepsTheConnection() throws Exception {
    List<byte[]> outputs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      outputs.add(output(2 * MB, i));
      host.open("full-" + i).print(outputs.get(i));
    }
    MuxwireClient client = server.client();
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    client.addStateListener((state, cause) -> states.add(state));
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      watchers.add(watch(client, "full-" + i)); // with the Hello: nothing waits for Welcome
    }
    for (int i = 0; i < outputs.size(); i++) {
      watchers.get(i).awaitSize(2 * MB);
      assertThat(watchers.get(i).output()).isEqualTo(outputs.get(i));
    }
    assertThat(states).doesNotContain(ConnectionState.WAITING, ConnectionState.CLOSED);
  }

  @Test
  void reconnect_movesWhatIsMissing_andNoHistory() throws Exception {
    ScriptedHost.Program program = host.open("long");
    program.print(output(4 * MB, 1));
    Conditioner proxy = server.proxy();
    Watcher watcher = watch(server.client(proxy.uri()), "long");
    watcher.awaitSize(4 * MB);
    long before = proxy.bytes();
    assertThat(before).as("the history came through here").isGreaterThan(4 * MB);

    proxy.cutAll();
    program.print(output(100, 2));
    watcher.awaitSize(4 * MB + 100);

    assertThat(proxy.connections()).isEqualTo(2);
    assertThat(proxy.bytes() - before).isLessThan(LITTLE_BYTES);
  }

  @Test
  void terminalThatNobodyLookedAt_isWholeWhenItIsVisited() throws Exception {
    Conditioner proxy = server.proxy();
    MuxwireClient client = server.client(proxy.uri());
    ScriptedHost.Program program = host.open("hidden");
    byte[] output = output(2 * MB, 3);
    program.print(Arrays.copyOf(output, MB));
    TestServer.done(client.connected());
    proxy.cutAll();
    program.print(Arrays.copyOfRange(output, MB, 2 * MB));
    assertThat(proxy.bytes()).as("what nobody looks at costs nothing").isLessThan(LITTLE_BYTES);

    Watcher watcher = watch(client, "hidden");
    watcher.awaitSize(2 * MB);

    assertThat(watcher.output()).isEqualTo(output);
    assertThat(watcher.liveBytes()).as("all of it is history").isZero();
  }

  @Test
  void secondDevice_thatReadsEverything_costsTheFirstNothing() throws Exception {
    ScriptedHost.Program program = host.open("shared");
    program.print(output(4 * MB, 4));
    Conditioner proxy = server.proxy();
    Watcher first = watch(server.client(proxy.uri()), "shared");
    first.awaitSize(4 * MB);
    long before = proxy.bytes();

    Watcher second = watch(server.client(), "shared");
    second.awaitSize(4 * MB);
    program.print(output(100, 5));
    first.awaitSize(4 * MB + 100);

    assertThat(proxy.bytes() - before).isLessThan(LITTLE_BYTES);
    assertThat(proxy.connections()).isEqualTo(1);
  }
}
