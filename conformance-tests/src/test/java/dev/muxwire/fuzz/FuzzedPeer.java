package dev.muxwire.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.Edge;
import dev.muxwire.server.connection.ServerContext;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Features;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The far end of a connection: sends what it is told, when the server wants a packet. */
final class FuzzedPeer implements Edge {
  private static final int MAX_KEPT_FRAMES = 20_000;

  private final FuzzTime time;
  private final Loop loop;
  private final Connection connection;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final List<ServerFrame> frames = new ArrayList<>();
  private int demand;
  private int closeCode;
  private long receivedBytes;

  FuzzedPeer(long connectionId, ServerContext context, FuzzTime time) {
    this.time = time;
    this.loop = time.newLoop();
    this.connection = new Connection(connectionId, context, loop, this);
    loop.execute(connection::opened);
  }

  void hello() {
    hello(List.of(Features.DEFLATE, Features.SEARCH, Features.SCROLLBACK_LINES));
  }

  void hello(List<String> features) {
    send(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setToken(FuzzedServer.TOKEN)
                    .setClientName("peer")
                    .addAllFeatures(features)));
  }

  void send(ClientFrame.Builder... newFrames) {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : newFrames) {
      packet.addFrames(frame);
    }
    send(packet.build().toByteArray());
  }

  void send(byte[] packet) {
    waiting.add(packet);
    deliver();
  }

  /** The network breaks. */
  void cut() {
    closeCode = closeCode == 0 ? 1006 : closeCode;
    loop.execute(() -> connection.disconnected(1006, "cut"));
  }

  private void deliver() {
    while (demand > 0 && !waiting.isEmpty()) {
      demand--;
      byte[] packet = waiting.remove();
      loop.execute(() -> connection.received(packet));
    }
  }

  /** What arrived since the last call. */
  List<ServerFrame> takeFrames() {
    List<ServerFrame> taken = List.copyOf(frames);
    frames.clear();
    return taken;
  }

  /** 0 while it is open. */
  int closeCode() {
    return closeCode;
  }

  /** Is it either closed, with a code, or does it still answer? */
  boolean isAnswered() {
    if (closeCode != 0) {
      return true;
    }
    takeFrames();
    send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(424_242)));
    time.passMs(1_000);
    return closeCode != 0
        || frames.stream().anyMatch(frame -> frame.getPong().getNonce() == 424_242);
  }

  // ---- the server's side

  @Override
  public void demand() {
    demand++;
    deliver();
  }

  @Override
  public String remoteAddress() {
    return "peer";
  }

  @Override
  public void admitted() {}

  @Override
  public boolean send(ByteBuffer packet, Runnable whenWritten) {
    if (!packet.hasRemaining()) {
      throw new AssertionError("the server sent an empty packet");
    }
    receivedBytes += packet.remaining();
    try {
      if (frames.size() < MAX_KEPT_FRAMES) {
        frames.addAll(ServerPacket.parseFrom(packet).getFramesList());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent what is no packet", e);
    }
    time.afterMicros(10, whenWritten);
    return false;
  }

  @Override
  public void close(int code, String reason) {
    closeCode = code;
    loop.execute(() -> connection.disconnected(code, reason));
  }

  /** Confirms what arrived, so that it goes on. */
  void confirm() {
    send(
        ClientFrame.newBuilder()
            .setReceived(Received.newBuilder().setConnectionBytes(receivedBytes)));
  }

  void credit(int streamId, long limitBytes) {
    send(
        ClientFrame.newBuilder()
            .setStreamId(streamId)
            .setCredit(Credit.newBuilder().setLimitBytes(limitBytes)));
  }
}
