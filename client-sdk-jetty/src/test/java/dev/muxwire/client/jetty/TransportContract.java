package dev.muxwire.client.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every transport does, against a real server on the loopback. */
abstract class TransportContract {
  private static final int MAX_PACKET_BYTES = 64 * 1024;

  /** What the JDK sends instead of the codes that it keeps for itself. */
  private static final int POLICY = 1008;

  private final Watcher watcher = new Watcher();
  private TestServer server;
  private Transport transport;

  abstract Transport newTransport(int maxPacketBytes);

  /** Keeps what a transport tells. */
  private static final class Watcher implements TransportListener {
    final CountDownLatch opened = new CountDownLatch(1);
    final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
    final AtomicInteger opens = new AtomicInteger();

    @Override
    public void opened() {
      opens.incrementAndGet();
      opened.countDown();
    }

    @Override
    public void packet(byte[] packet) {
      packets.add(packet);
    }

    @Override
    public void closed(int code, String reason) {
      closes.add(code);
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    transport = newTransport(MAX_PACKET_BYTES);
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    server.close();
  }

  private TransportConnection connect() throws InterruptedException {
    TransportConnection connection = transport.connect(server.uri("/v1/sync"), watcher);
    assertThat(watcher.opened.await(10, TimeUnit.SECONDS)).isTrue();
    return connection;
  }

  private static byte[] bytes(int size, int first) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (first + i * 7);
    }
    return bytes;
  }

  private void serverSends(Session session, byte[] packet) {
    session.sendBinary(ByteBuffer.wrap(packet), Callback.NOOP);
  }

  @Test
  void subprotocol_isAskedFor() throws InterruptedException {
    connect();

    assertThat(TestServer.take(server.subprotocols)).isEqualTo("muxwire.v1");
  }

  @Test
  void packets_goBothWays_whole() throws InterruptedException {
    TransportConnection connection = connect();
    connection.send(ByteBuffer.wrap(bytes(MAX_PACKET_BYTES, 3)), () -> {});
    assertThat(TestServer.take(server.packets)).isEqualTo(bytes(MAX_PACKET_BYTES, 3));

    connection.requestOne();
    serverSends(TestServer.take(server.sessions), bytes(MAX_PACKET_BYTES, 5));

    assertThat(TestServer.take(watcher.packets)).isEqualTo(bytes(MAX_PACKET_BYTES, 5));
  }

  @Test
  void packetInManyFrames_isOnePacket() throws InterruptedException {
    TransportConnection connection = connect();
    Session session = TestServer.take(server.sessions);
    connection.requestOne();
    session.sendPartialBinary(
        ByteBuffer.wrap(bytes(1_000, 0)),
        false,
        Callback.from(
            () -> session.sendPartialBinary(ByteBuffer.wrap(bytes(2_000, 9)), true, Callback.NOOP),
            failure -> {}));

    assertThat(TestServer.take(watcher.packets)).hasSize(3_000);
  }

  @Test
  void nothingArrives_thatWasNotAskedFor() throws InterruptedException {
    TransportConnection connection = connect();
    Session session = TestServer.take(server.sessions);
    for (int i = 0; i < 3; i++) {
      serverSends(session, new byte[] {(byte) i});
    }
    connection.requestOne();
    assertThat(TestServer.take(watcher.packets)).containsExactly(0);
    // A round trip later the second one would long be here.
    connection.send(ByteBuffer.wrap(new byte[] {1}), () -> {});
    TestServer.take(server.packets);
    assertThat(watcher.packets).isEmpty();

    connection.requestOne();
    connection.requestOne();

    assertThat(TestServer.take(watcher.packets)).containsExactly(1);
    assertThat(TestServer.take(watcher.packets)).containsExactly(2);
  }

  @Test
  void twoOutstandingSends_arriveInOrder_andAreBothTold() throws InterruptedException {
    TransportConnection connection = connect();
    CountDownLatch written = new CountDownLatch(2);
    connection.send(ByteBuffer.wrap(bytes(60_000, 1)), written::countDown);
    connection.send(ByteBuffer.wrap(bytes(10, 2)), written::countDown);

    assertThat(TestServer.take(server.packets)).hasSize(60_000);
    assertThat(TestServer.take(server.packets)).hasSize(10);
    assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_comesAfterWhatWasSent_withItsCode() throws InterruptedException {
    TransportConnection connection = connect();
    connection.send(ByteBuffer.wrap(bytes(60_000, 1)), () -> {});
    connection.close(1000, "done");

    assertThat(TestServer.take(server.packets)).hasSize(60_000);
    assertThat(TestServer.take(server.closes)).isEqualTo(new TestServer.Closed(1000, "done"));
    assertThat(TestServer.take(watcher.closes)).isEqualTo(1000);
  }

  @Test
  void closeByTheServer_isToldWithItsCode_once() throws InterruptedException {
    TransportConnection connection = connect();
    connection.requestOne();
    TestServer.take(server.sessions).close(4409, "replaced", Callback.NOOP);

    assertThat(TestServer.take(watcher.closes)).isEqualTo(4409);
    connection.close(1000, "");
    connection.send(ByteBuffer.wrap(new byte[1]), () -> {});
    assertThat(watcher.closes).isEmpty();
  }

  @Test
  void brokenConnection_isAbnormal() throws InterruptedException {
    TransportConnection connection = connect();
    connection.requestOne();
    TestServer.take(server.sessions).disconnect();

    assertThat(TestServer.take(watcher.closes)).isEqualTo(TransportListener.ABNORMAL);
  }

  @Test
  void nobodyThere_isAbnormal_andNeverOpened() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    transport.connect(URI.create("ws://127.0.0.1:" + port + "/v1/sync"), watcher);

    assertThat(TestServer.take(watcher.closes)).isEqualTo(TransportListener.ABNORMAL);
    assertThat(watcher.opens).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"401, 4401", "403, 4403", "503, 1006"})
  void refusedUpgrade_isToldByItsStatus(int status, int code) throws InterruptedException {
    transport.connect(server.uri("/refused/" + status), watcher);

    assertThat(TestServer.take(watcher.closes)).isEqualTo(code);
    assertThat(watcher.opens).hasValue(0);
  }

  @Test
  void packetTooLarge_isNotDelivered_andEndsTheConnection() throws InterruptedException {
    TransportConnection connection = connect();
    connection.requestOne();
    serverSends(TestServer.take(server.sessions), bytes(MAX_PACKET_BYTES + 1, 0));

    assertThat(TestServer.take(server.closes).code()).isIn(1009, POLICY);
    TestServer.take(watcher.closes);
    assertThat(watcher.packets).isEmpty();
  }

  @Test
  void textMessage_isRefused() throws InterruptedException {
    TransportConnection connection = connect();
    connection.requestOne();
    TestServer.take(server.sessions).sendText("hello", Callback.NOOP);

    assertThat(TestServer.take(server.closes).code()).isIn(1003, POLICY);
  }

  @Test
  void close_beforeTheConnectionIsOpen_isTold() throws InterruptedException {
    TransportConnection connection = transport.connect(server.uri("/v1/sync"), watcher);
    connection.close(1000, "changed my mind");

    assertThat(TestServer.take(watcher.closes)).isNotNull();
  }
}
