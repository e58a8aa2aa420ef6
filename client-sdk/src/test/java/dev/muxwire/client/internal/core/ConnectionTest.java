package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.GoAway;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  @Test
  void hello_isTheFirstPacket_aloneInIt() {
    Bench bench = new Bench();
    bench.client.subscribe("main", SubscribeOptions.all());
    bench.loop.run();

    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.open();

    assertThat(connection.packets.get(0)).hasSize(1);
    assertThat(connection.packets.get(0).get(0).getHello().getToken()).isEqualTo("secret");
  }

  @Test
  void streams_areOpenedAtOnceAfterHello_inSmallPackets() {
    Bench bench = new Bench();
    for (int i = 0; i < 200; i++) {
      bench.client.subscribe("workspace-" + i + "-" + "x".repeat(40), SubscribeOptions.all());
    }
    bench.loop.run();

    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.open();

    assertThat(connection.count(ClientFrame.BodyCase.SUBSCRIBE)).isEqualTo(200);
    assertThat(connection.packetBytes.subList(1, connection.packetBytes.size()))
        .hasSizeGreaterThan(1)
        .allMatch(bytes -> bytes <= 4096);
    assertThat(connection.all(ClientFrame.BodyCase.SUBSCRIBE))
        .extracting(ClientFrame::getStreamId)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void connected_completesWithWelcome_andTellsTheIdentity() {
    Bench bench = new Bench();
    var connected = bench.client.connected();
    assertThat(connected).isNotDone();

    bench.peer.welcome();

    assertThat(connected).isCompleted();
    assertThat(bench.client.state()).isEqualTo(ConnectionState.CONNECTED);
    assertThat(bench.client.identity().orElseThrow().clientId()).isEqualTo("client-1");
  }

  @Test
  void lostConnection_isMadeAnew_asTheSameClient() {
    Bench bench = Bench.connected();
    List<ConnectionState> states = new ArrayList<>();
    bench.client.addStateListener((state, cause) -> states.add(state));
    bench.loop.run();

    bench.peer.latest().drop();
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);

    assertThat(second.last(ClientFrame.BodyCase.HELLO).getHello().getIdentity().getClientId())
        .isEqualTo("client-1");
    assertThat(states)
        .containsExactly(
            ConnectionState.CONNECTED,
            ConnectionState.WAITING,
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED);
  }

  @Test
  void identity_thatIsNotToldAgain_isKept() {
    Bench bench = Bench.connected();

    bench.peer.latest().drop();
    bench.reconnect().welcomeWithoutIdentity();

    assertThat(bench.client.identity().orElseThrow().clientId()).isEqualTo("client-1");
    bench.peer.latest().drop();
    Hello third = bench.reconnect().last(ClientFrame.BodyCase.HELLO).getHello();
    assertThat(third.getIdentity().getClientId()).isEqualTo("client-1");
  }

  @Test
  void attemptsThatFail_areNeverFurtherApartThanTheLongestWait() {
    Bench bench = new Bench();
    for (int i = 0; i < 50; i++) {
      bench.peer.latest().drop();
      bench.loop.advance(5_000);
    }

    assertThat(bench.peer.connections).hasSize(51);
  }

  @Test
  void serverThatAcceptsAndBreaks_isNotStormed() {
    Bench bench = new Bench();
    for (int i = 0; i < 1_000; i++) {
      if (bench.client.state() == ConnectionState.CONNECTING) {
        bench.peer.welcome();
        bench.peer.latest().drop();
      }
      bench.loop.advance(10);
    }

    assertThat(bench.peer.connections).hasSizeLessThan(25);
  }

  @Test
  void goAway_isFollowedByAReconnectAtOnce() {
    Bench bench = Bench.connected();

    bench
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setGoAway(
                    GoAway.newBuilder()
                        .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_DRAINING)));
    bench.loop.advance(1);

    assertThat(bench.peer.connections).hasSize(2);
    assertThat(bench.peer.connections.get(0).closeCode).isEqualTo(1001);
  }

  @Test
  void cleanCloseByTheServer_isFollowedByAReconnectAtOnce() {
    Bench bench = Bench.connected();

    bench.peer.latest().closed(1001);
    bench.loop.advance(0);

    assertThat(bench.peer.connections).hasSize(2);
  }

  @Test
  void wrongToken_endsTheClient_andFailsWhatIsPending() {
    Bench bench = new Bench();
    var connected = bench.client.connected();
    var list = bench.client.listWorkspaces();
    var replica = bench.client.subscribe("main", SubscribeOptions.all());
    Recorder<Object> recorder = Recorder.unbounded();
    subscribe(bench, recorder);
    bench.loop.run();
    bench.peer.latest().open();

    bench.peer.latest().error(0, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    bench.peer.latest().closed(4401);
    bench.loop.advance(60_000);

    assertThat(bench.peer.connections).hasSize(1);
    assertThat(bench.client.state()).isEqualTo(ConnectionState.CLOSED);
    assertThat(Bench.failure(connected).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(Bench.failure(list).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(Bench.failure(replica.firstConsistent()).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(recorder.failure).hasMessageContaining("UNAUTHENTICATED");
  }

  @Test
  void revokedToken_endsAConnectedClient_andFailsWhatIsPending() {
    Bench bench = Bench.connected();
    var list = bench.client.listWorkspaces();
    Recorder<Object> recorder = Recorder.unbounded();
    subscribe(bench, recorder);
    bench.loop.run();

    bench.peer.latest().error(0, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    bench.peer.latest().closed(4401);
    bench.loop.advance(60_000);

    assertThat(bench.peer.connections).hasSize(1);
    assertThat(bench.client.state()).isEqualTo(ConnectionState.CLOSED);
    assertThat(Bench.failure(list).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(recorder.failure).hasMessageContaining("UNAUTHENTICATED");
  }

  private static void subscribe(Bench bench, Flow.Subscriber<Object> subscriber) {
    bench.client.attach("main", "t", AttachOptions.builder().build()).subscribe(subscriber);
  }

  @Test
  void whatTheServerCallsTimedOut_isTriedAgain_whateverTheCloseCode() {
    Bench bench = new Bench();
    bench.peer.latest().open();

    bench.peer.latest().error(0, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_TIMED_OUT);
    bench.peer.latest().closed(4401);
    bench.loop.advance(5_000);

    assertThat(bench.peer.connections).hasSize(2);
  }

  @Test
  void ping_comesUnprompted_andSilenceEndsTheConnection() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();

    bench.loop.advance(14_000);
    assertThat(connection.count(ClientFrame.BodyCase.PING)).isEqualTo(2);
    bench.loop.advance(1_000);
    assertThat(connection.count(ClientFrame.BodyCase.PING)).isEqualTo(3);

    bench.loop.advance(31_000);
    assertThat(connection.closeCode).isEqualTo(1001);
    bench.loop.advance(5_000);
    assertThat(bench.peer.connections).hasSize(2);
  }

  @Test
  void trafficThatStops_isFollowedByOnePing_whoseAnswerIsNot() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    bench.loop.advance(999);
    assertThat(connection.count(ClientFrame.BodyCase.PING)).isEqualTo(1);

    bench.loop.advance(1);
    assertThat(connection.count(ClientFrame.BodyCase.PING)).isEqualTo(2);
    connection.send(0, ServerFrame.newBuilder().setPong(Pong.newBuilder().setNonce(2)));
    bench.loop.advance(13_000);

    assertThat(connection.count(ClientFrame.BodyCase.PING)).isEqualTo(3); // tells the round trip
  }

  @Test
  void roundTrip_isMeasuredAfterWelcome_andToldAtOnce() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    Ping first = connection.last(ClientFrame.BodyCase.PING).getPing();
    assertThat(first.getLastRoundTripUs()).isZero();

    bench.loop.advance(30);
    connection.send(
        0, ServerFrame.newBuilder().setPong(Pong.newBuilder().setNonce(first.getNonce())));

    Ping second = connection.last(ClientFrame.BodyCase.PING).getPing();
    assertThat(second.getNonce()).isNotEqualTo(first.getNonce());
    assertThat(second.getLastRoundTripUs()).isEqualTo(30_000);
  }

  @Test
  void pings_areAnsweredWithTheLatestNonce() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();

    connection.send(0, ServerFrame.newBuilder().setPing(Ping.newBuilder().setNonce(42)));

    assertThat(connection.last(ClientFrame.BodyCase.PONG).getPong().getNonce()).isEqualTo(42);
  }

  @Test
  void received_isToldAtMostEvery50Ms() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    for (int i = 0; i < 100; i++) {
      connection.error(
          i + 1, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_EXITED); // of a stream that is over
      bench.loop.advance(1);
    }

    assertThat(connection.count(ClientFrame.BodyCase.RECEIVED)).isBetween(1, 2);
    bench.loop.advance(50);
    assertThat(connection.last(ClientFrame.BodyCase.RECEIVED).getReceived().getConnectionBytes())
        .isGreaterThan(600);
  }

  @Test
  void aPackedBodyThatCannotBeUnpacked_endsItsStreamAlone() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    bench
        .client
        .attach("main", "t", AttachOptions.builder().build())
        .subscribe(Recorder.unbounded());
    bench.loop.run();
    for (Compression compression :
        List.of(Compression.COMPRESSION_DEFLATE, Compression.COMPRESSION_ZSTD)) {
      int stream = connection.last(ClientFrame.BodyCase.ATTACH).getStreamId();
      connection.send(
          stream,
          ServerFrame.newBuilder()
              .setCompressed(
                  Compressed.newBuilder()
                      .setCompression(compression)
                      .setUncompressedBytes(10)
                      .setData(ByteString.copyFromUtf8("noise"))));

      assertThat(connection.last(ClientFrame.BodyCase.ERROR).getStreamId()).isEqualTo(stream);
      bench.loop.advance(10_000);
      assertThat(connection.last(ClientFrame.BodyCase.ATTACH).getStreamId()).isGreaterThan(stream);
    }
    assertThat(bench.peer.connections).hasSize(1);
  }

  @Test
  void brokenPacket_endsTheConnection_notTheClient() {
    Bench bench = Bench.connected();

    bench.peer.latest().sendRaw(new byte[] {1, 2, 3});

    assertThat(bench.peer.latest().closeCode).isEqualTo(1002);
    bench.loop.advance(5_000);
    assertThat(bench.peer.connections).hasSize(2);
  }

  @Test
  void close_isFinal_andFailsWhatComesAfter() {
    Bench bench = Bench.connected();

    bench.client.close();
    bench.loop.run();
    var late = bench.client.listWorkspaces();
    bench.loop.run();

    assertThat(bench.peer.latest().closeCode).isEqualTo(1000);
    assertThat(bench.client.ended()).isCompleted();
    assertThat(Bench.failure(late).code()).isEqualTo(ErrorCode.CANCELLED);
  }
}
