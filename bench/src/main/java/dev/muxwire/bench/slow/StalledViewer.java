package dev.muxwire.bench.slow;

import dev.muxwire.bench.wire.BlockingWebSocket;
import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A lossless viewer with all the credit there is, that reads some output of a terminal and then
 * nothing more. Its receive buffer is small, so that the server feels it.
 */
final class StalledViewer implements AutoCloseable {
  static final int RECEIVE_BYTES = 16 << 10;
  private static final int STREAM = 1;

  private final BlockingWebSocket socket;
  private long received;

  StalledViewer(int port, String token, String workspace, String terminal) throws IOException {
    socket = new BlockingWebSocket(port, "/v1/sync", "muxwire.v1", RECEIVE_BYTES);
    Hello hello = Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(token).build();
    send(ClientFrame.newBuilder().setHello(hello));
    Attach attach =
        Attach.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminal)
            .setStart(FromStart.getDefaultInstance())
            .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
            .setReadOnly(true)
            .build();
    send(
        ClientFrame.newBuilder().setStreamId(STREAM).setAttach(attach),
        PacketConnection.credit(STREAM));
  }

  private void send(ClientFrame.Builder... frames) throws IOException {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : frames) {
      packet.addFrames(frame);
    }
    socket.send(packet.build().toByteArray());
  }

  /** Reads so many bytes of output, or a little more. */
  void read(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      ByteBuffer message = socket.read();
      received += message.remaining();
      for (ServerFrame frame : ServerPacket.parseFrom(message).getFramesList()) {
        if (frame.hasError()) {
          throw new IOException("a viewer was told " + frame.getError());
        }
        left -= frame.getOutput().getData().size();
      }
      Received tally = Received.newBuilder().setConnectionBytes(received).build();
      send(ClientFrame.newBuilder().setReceived(tally));
    }
  }

  /** Says that it is there. If it is not any more, the server knows. */
  void ping() {
    try {
      send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(1)));
    } catch (IOException e) {
      System.err.println("a stalled viewer was disconnected: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
