package dev.muxwire.client.internal.core;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.wire.Features;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A server that does what a test says, and keeps what it was told. */
final class ScriptedPeer implements Transport {
  private static final int TALLY_BYTES = 1024;

  private final ManualLoop loop;
  final List<Connection> connections = new ArrayList<>();
  private List<String> features = Features.ALL;

  ScriptedPeer(ManualLoop loop) {
    this.loop = loop;
  }

  @Override
  public TransportConnection connect(URI uri, TransportListener listener) {
    Connection connection = new Connection(listener);
    connections.add(connection);
    return connection;
  }

  /** The latest connection. */
  Connection latest() {
    return connections.get(connections.size() - 1);
  }

  /** Has no optional feature. */
  void beOld() {
    features = List.of();
  }

  /** Accepts the latest attempt and welcomes it. */
  Connection welcome() {
    Connection connection = latest();
    connection.open();
    connection.welcome(false);
    return connection;
  }

  /** One connection. */
  final class Connection implements TransportConnection {
    private final TransportListener listener;
    final List<ClientFrame> frames = new ArrayList<>();
    final List<List<ClientFrame>> packets = new ArrayList<>();
    final List<Integer> packetBytes = new ArrayList<>();
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private final ArrayDeque<Runnable> unwritten = new ArrayDeque<>();
    private boolean holdWrites;
    private int demand;
    private long receivedBytes;
    private long toldBytes;
    int closeCode;
    int maxOutstanding;

    Connection(TransportListener listener) {
      this.listener = listener;
    }

    @Override
    public void send(ByteBuffer packet, Runnable written) {
      byte[] bytes = new byte[packet.remaining()];
      packet.get(bytes);
      try {
        List<ClientFrame> parsed = ClientPacket.parseFrom(bytes).getFramesList();
        frames.addAll(parsed);
        packets.add(parsed);
        packetBytes.add(bytes.length);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      unwritten.add(written);
      maxOutstanding = Math.max(maxOutstanding, unwritten.size());
      if (!holdWrites) {
        releaseWrites();
      }
      tally(bytes.length);
    }

    @Override
    public void requestOne() {
      demand++;
      deliver();
    }

    @Override
    public void close(int code, String reason) {
      closeCode = code;
    }

    /** As a server must; not for every packet, for tests count the time of those they send. */
    private void tally(int bytes) {
      receivedBytes += bytes;
      if (receivedBytes - toldBytes >= TALLY_BYTES) {
        toldBytes = receivedBytes;
        inbound.add(
            ServerPacket.newBuilder()
                .addFrames(
                    ServerFrame.newBuilder()
                        .setReceived(Received.newBuilder().setConnectionBytes(receivedBytes)))
                .build()
                .toByteArray());
        deliver();
      }
    }

    void holdWrites() {
      holdWrites = true;
    }

    void releaseWrites() {
      holdWrites = false;
      while (!unwritten.isEmpty()) {
        unwritten.remove().run();
      }
    }

    void releaseOneWrite() {
      unwritten.remove().run();
      loop.run();
    }

    void open() {
      listener.opened();
      loop.run();
    }

    void welcome(boolean identityReset) {
      welcome(identityReset, identityReset ? "client-2" : "client-1", Limits.getDefaultInstance());
    }

    void welcome(boolean identityReset, String clientId, Limits limits) {
      welcome(
          Welcome.newBuilder()
              .setLimits(limits)
              .setIdentityReset(identityReset)
              .setIdentity(ClientIdentity.newBuilder().setClientId(clientId)));
    }

    void welcomeWithoutIdentity() {
      welcome(Welcome.newBuilder());
    }

    private void welcome(Welcome.Builder welcome) {
      welcome.setVersion(1).addAllFeatures(features);
      send(0, ServerFrame.newBuilder().setWelcome(welcome));
    }

    void send(int streamId, ServerFrame.Builder frame) {
      ServerPacket packet =
          ServerPacket.newBuilder().addFrames(frame.setStreamId(streamId)).build();
      inbound.add(packet.toByteArray());
      deliver();
      loop.run();
    }

    void sendRaw(byte[] packet) {
      inbound.add(packet);
      deliver();
      loop.run();
    }

    void error(int streamId, ErrorCode code) {
      send(streamId, ServerFrame.newBuilder().setError(Error.newBuilder().setCode(code)));
    }

    private void deliver() {
      while (demand > 0 && !inbound.isEmpty()) {
        demand--;
        listener.packet(inbound.remove());
      }
    }

    void drop() {
      closed(TransportListener.ABNORMAL);
    }

    void closed(int code) {
      listener.closed(code, "");
      loop.run();
    }

    /** Frames of a kind, in order. */
    List<ClientFrame> all(ClientFrame.BodyCase body) {
      return frames.stream().filter(frame -> frame.getBodyCase() == body).toList();
    }

    /** The last frame of a kind. */
    ClientFrame last(ClientFrame.BodyCase body) {
      List<ClientFrame> all = all(body);
      if (all.isEmpty()) {
        throw new AssertionError("no " + body + " among " + frames);
      }
      return all.get(all.size() - 1);
    }

    int count(ClientFrame.BodyCase body) {
      return all(body).size();
    }
  }
}
