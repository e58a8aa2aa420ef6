package dev.muxwire.bench.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A Muxwire connection that keeps the protocol, and costs as little as a raw one: it confirms what
 * it read, answers pings, sends its own, and leaves the rest to its owner. One thread reads; any
 * may send.
 */
public final class PacketConnection implements AutoCloseable {
  /** Credit that never ends. */
  public static final long ENOUGH_CREDIT_BYTES = 1L << 50;

  /** No compression: nobody else has it. */
  private static final List<String> FEATURES = List.of("scrollback-lines", "search");

  private static final long TALLY_MS = 50;
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** For all connections of the process. */
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "received");
            thread.setDaemon(true);
            return thread;
          });

  private final BlockingWebSocket socket;
  private final ScheduledFuture<?> ticks;
  private volatile long received;

  // Of the timer.
  private long told;
  private long pingedNanos = System.nanoTime();

  /** Connects, and says Hello; the Welcome is among what is read: features wait for it. */
  public PacketConnection(int port, String token) throws IOException {
    socket = new BlockingWebSocket(port, "/v1/sync", "muxwire.v1");
    Hello.Builder hello = Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(token);
    send(ClientFrame.newBuilder().setHello(hello.addAllFeatures(FEATURES)));
    ticks = TIMER.scheduleWithFixedDelay(this::tick, TALLY_MS, TALLY_MS, TimeUnit.MILLISECONDS);
  }

  /** Credit for whatever a stream may send. */
  public static ClientFrame.Builder credit(int stream) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setCredit(Credit.newBuilder().setLimitBytes(ENOUGH_CREDIT_BYTES));
  }

  /** Sends frames as one packet. */
  public void send(ClientFrame.Builder... frames) throws IOException {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : frames) {
      packet.addFrames(frame);
    }
    socket.send(packet.build().toByteArray());
  }

  /**
   * Waits for the next packet.
   *
   * @return its frames' bytes are those of the buffer: they stand until the next read
   * @throws IOException the connection ended, or the server told an error
   */
  public ServerPacket read() throws IOException {
    ByteBuffer message = socket.read();
    received += message.remaining();
    CodedInputStream in =
        UnsafeByteOperations.unsafeWrap(message.array(), 0, message.limit()).newCodedInput();
    in.enableAliasing(true);
    ServerPacket packet = ServerPacket.parseFrom(in);
    for (ServerFrame frame : packet.getFramesList()) {
      if (frame.hasPing()) {
        Pong pong = Pong.newBuilder().setNonce(frame.getPing().getNonce()).build();
        send(ClientFrame.newBuilder().setPong(pong));
      } else if (frame.hasError()) {
        throw new IOException("the server told: " + frame.getError());
      }
    }
    return packet;
  }

  private void tally() throws IOException {
    long now = received;
    if (told == now) {
      return;
    }
    told = now;
    send(ClientFrame.newBuilder().setReceived(Received.newBuilder().setConnectionBytes(now)));
  }

  private void tick() {
    try {
      tally();
      long now = System.nanoTime();
      if (now - pingedNanos > PING_NANOS) {
        pingedNanos = now;
        send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(now)));
      }
    } catch (IOException e) {
      ticks.cancel(false); // who reads learns of it
    }
  }

  @Override
  public void close() throws IOException {
    ticks.cancel(false);
    socket.close();
  }
}
