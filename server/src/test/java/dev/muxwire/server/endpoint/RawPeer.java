package dev.muxwire.server.endpoint;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client that says whatever a test wants, and remembers what it hears. Shares nothing with the
 * SDK.
 */
final class RawPeer implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofMillis(2);

  private final List<ServerFrame> frames = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final WebSocket socket;
  private volatile @Nullable Integer closeCode;
  private volatile int largestPacketBytes;

  private RawPeer(URI uri) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols("muxwire.v1")
            .buildAsync(uri, this)
            .join();
  }

  static RawPeer connect(URI uri) {
    return new RawPeer(uri);
  }

  /** Connects and is welcomed. */
  static RawPeer welcomed(URI uri, String token) {
    RawPeer peer = connect(uri);
    peer.send(hello(token));
    peer.welcome();
    return peer;
  }

  /** The same, with optional features. */
  static RawPeer welcomed(URI uri, String token, List<String> features) {
    RawPeer peer = connect(uri);
    ClientFrame.Builder hello = hello(token).toBuilder();
    hello.getHelloBuilder().addAllFeatures(features);
    peer.send(hello.build());
    peer.welcome();
    return peer;
  }

  static ClientFrame hello(String token) {
    return ClientFrame.newBuilder()
        .setHello(Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(token))
        .build();
  }

  void send(ClientFrame... all) {
    send(ClientPacket.newBuilder().addAllFrames(List.of(all)).build().toByteArray());
  }

  synchronized void send(byte[] packet) {
    socket.sendBinary(ByteBuffer.wrap(packet), true).join();
  }

  /** Sends what the server may refuse before it has all of it. */
  synchronized void sendTooMuch(byte[] packet) {
    socket.sendBinary(ByteBuffer.wrap(packet), true).exceptionally(refused -> socket).join();
  }

  synchronized void sendText(String text) {
    socket.sendText(text, true).join();
  }

  Welcome welcome() {
    return awaitFrame(ServerFrame::hasWelcome).getWelcome();
  }

  ServerFrame awaitFrame(Predicate<ServerFrame> wanted) {
    await().atMost(PATIENCE).pollInterval(INTERVAL).until(() -> frames.stream().anyMatch(wanted));
    return frames.stream().filter(wanted).findFirst().orElseThrow();
  }

  int awaitClose() {
    await().atMost(PATIENCE).pollInterval(INTERVAL).until(() -> closeCode != null);
    Integer code = closeCode;
    return code == null ? -1 : code;
  }

  boolean isClosed() {
    return closeCode != null;
  }

  List<ServerFrame> frames() {
    return frames;
  }

  int largestPacketBytes() {
    return largestPacketBytes;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    message.writeBytes(part);
    if (last) {
      take(message.toByteArray());
      message.reset();
    }
    webSocket.request(1);
    return null;
  }

  private void take(byte[] packet) {
    largestPacketBytes = Math.max(largestPacketBytes, packet.length);
    try {
      List<ServerFrame> arrived = ServerPacket.parseFrom(packet).getFramesList();
      frames.addAll(arrived);
      arrived.stream().filter(ServerFrame::hasPing).forEach(this::answer);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent no packet", e);
    }
  }

  /** Who answers no pings is sent no more data, in time. */
  private synchronized void answer(ServerFrame ping) {
    Pong pong = Pong.newBuilder().setNonce(ping.getPing().getNonce()).build();
    byte[] packet =
        ClientPacket.newBuilder()
            .addFrames(ClientFrame.newBuilder().setPong(pong))
            .build()
            .toByteArray();
    socket.sendBinary(ByteBuffer.wrap(packet), true).exceptionally(gone -> socket).join();
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closeCode = statusCode;
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closeCode = -1;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
