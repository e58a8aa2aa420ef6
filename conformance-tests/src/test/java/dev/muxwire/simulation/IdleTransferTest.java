package dev.muxwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.server.config.Limits;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transfer in chunks that its sender does not go on with, in virtual time. */
class IdleTransferTest {
  private static final long SECOND_MS = 1_000;
  private static final int TRANSFER = 17;
  private static final int PACKET_BYTES = 64 << 10;

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation);
  private Peer peer;

  @BeforeEach
  void start() {
    network.calm();
    new SimulatedServer(simulation, network, new SimulatedDisk(simulation), Limits.DEFAULT).start();
    peer = new Peer();
    pass(SECOND_MS);
    peer.send(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(1)
                    .setToken(SimulatedServer.TOKEN)
                    .setLimits(
                        dev.muxwire.proto.v1.Limits.newBuilder().setMaxPacketBytes(PACKET_BYTES))));
    pass(SECOND_MS);
    assertThat(peer.frames).anyMatch(ServerFrame::hasWelcome);
  }

  private void pass(long ms) {
    simulation.runUntilMs(simulation.nowMs() + ms);
  }

  private static ClientFrame.Builder begin(int streamId) {
    return ClientFrame.newBuilder()
        .setStreamId(streamId)
        .setChunk(
            Chunk.newBuilder()
                .setTransferId(TRANSFER + streamId)
                .setTotalBytes(100)
                .setData(ByteString.copyFromUtf8("x")));
  }

  private List<Error> errorsOn(int streamId) {
    return peer.frames.stream()
        .filter(frame -> frame.hasError() && frame.getStreamId() == streamId)
        .map(ServerFrame::getError)
        .toList();
  }

  @Test
  void transferThatStandsStill_isTimedOut_andTheConnectionGoesOn() {
    peer.send(begin(4));
    pass(SECOND_MS);
    peer.send(begin(0));
    pass(28 * SECOND_MS);
    assertThat(peer.frames).noneMatch(ServerFrame::hasError);

    pass(7 * SECOND_MS);

    assertThat(errorsOn(4))
        .extracting(Error::getCode)
        .containsExactly(ErrorCode.ERROR_CODE_TIMED_OUT);
    assertThat(errorsOn(0))
        .extracting(Error::getCode, Error::getTransferId)
        .containsExactly(tuple(ErrorCode.ERROR_CODE_TIMED_OUT, (long) TRANSFER));
    peer.send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(5)));
    pass(SECOND_MS);
    assertThat(peer.frames).anyMatch(frame -> frame.getPong().getNonce() == 5);
    assertThat(peer.closed).isFalse();
  }

  /** Says what a test wants, and remembers what it hears. */
  private final class Peer implements TransportListener {
    private final TransportConnection connection =
        network.transport("peer").connect(URI.create("ws://simulated/v1/sync"), this);
    private final List<ServerFrame> frames = new ArrayList<>();
    private boolean closed;

    void send(ClientFrame.Builder frame) {
      byte[] packet = ClientPacket.newBuilder().addFrames(frame).build().toByteArray();
      connection.send(ByteBuffer.wrap(packet), () -> {});
    }

    @Override
    public void opened() {
      connection.requestOne();
    }

    @Override
    public void packet(byte[] packet) {
      try {
        frames.addAll(ServerPacket.parseFrom(packet).getFramesList());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("the server sent no packet", e);
      }
      connection.requestOne();
    }

    @Override
    public void closed(int code, String reason) {
      closed = true;
    }
  }
}
