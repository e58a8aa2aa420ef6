package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Hello;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and streams that are gone leave nothing behind on the server. */
class LeakTest {
  private static final int CONNECTIONS = 300;
  private static final int STREAMS = 350;
  private static final String ROOM = "dev.muxwire.server.connection.";

  @Test
  void connectionsAndStreams_thatEnded_leaveNothingBehind(@TempDir Path directory)
      throws Exception {
    try (TestServer server = new TestServer(directory)) {
      new ScriptedHost(server).open("terminal").print(new byte[100]);
      MuxwireClient client = server.client();
      openAndCloseStreams(client);
      connectAndDisconnect(server);
      WorkspaceReplica presence =
          client.subscribe(TestServer.WORKSPACE, SubscribeOptions.ofPresence());
      TestServer.done(presence.firstConsistent());

      // Timers that look after a connection let go of it within 5 s; so does presence.
      Awaitility.await("what ended is gone")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                Map<String, Long> living = living();
                assertThat(living.get("Connection")).as("owner, host, this").isEqualTo(3);
                assertThat(living.get("StateStream")).as("presence").isEqualTo(1);
                assertThat(living).doesNotContainKeys("TerminalStream", "ScrollbackStream");
                assertThat(presence.view().ofKind(EntityKind.ATTACHMENT)).isEmpty();
              });
    }
  }

  private static void openAndCloseStreams(MuxwireClient client) throws Exception {
    for (int i = 0; i < STREAMS; i++) {
      WorkspaceReplica replica = client.subscribe(TestServer.WORKSPACE, SubscribeOptions.all());
      Watcher watcher = new Watcher();
      AttachOptions fromStart = AttachOptions.builder().fromStart().build();
      try (Attachment attachment = client.attach(TestServer.WORKSPACE, "terminal", fromStart)) {
        attachment.subscribe(watcher);
        watcher.awaitSize(100);
      }
      Watcher history = new Watcher();
      client.fetchScrollback(TestServer.WORKSPACE, "terminal", 0, 0).subscribe(history);
      history.awaitSize(100);
      TestServer.done(replica.firstConsistent());
      replica.close();
    }
  }

  /** Half of them with a close handshake, half by their socket's end. */
  private static void connectAndDisconnect(TestServer server) throws Exception {
    Hello hello =
        Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(server.token()).build();
    byte[] packet =
        ClientPacket.newBuilder()
            .addFrames(ClientFrame.newBuilder().setHello(hello))
            .build()
            .toByteArray();
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; i < CONNECTIONS; i++) {
      CompletableFuture<Void> welcomed = new CompletableFuture<>();
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("muxwire.v1")
              .buildAsync(server.uri(), new FirstMessage(welcomed))
              .get(10, TimeUnit.SECONDS);
      socket.sendBinary(ByteBuffer.wrap(packet), true).get(10, TimeUnit.SECONDS);
      TestServer.done(welcomed);
      if (i % 2 == 0) {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
      } else {
        socket.abort();
      }
    }
  }

  private record FirstMessage(CompletableFuture<Void> arrived) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      arrived.complete(null);
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }
  }

  /** How many objects of the server's connection room are reachable, by their class. */
  private static Map<String, Long> living() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Map<String, Long> counts = new TreeMap<>();
    for (String line : histogram.split("\n")) {
      String[] columns = line.strip().split("\\s+");
      if (columns.length >= 4 && columns[3].startsWith(ROOM)) {
        counts.put(columns[3].substring(ROOM.length()), Long.valueOf(columns[1]));
      }
    }
    return counts;
  }
}
