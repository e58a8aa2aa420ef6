package dev.muxwire.e2e;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Subscribe;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client of sockets and generated stubs alone, which reads only when it is told to. */
public final class RawPeer implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 10;
  private static final int BINARY_WHOLE = 0x82;
  private static final int MASK_BIT = 0x80;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int LENGTH_IN_EIGHT_BYTES = 127;
  private static final long ENOUGH_CREDIT_BYTES = 1L << 50;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;

  /** Connects and says Hello; the answer stays in the socket. */
  public RawPeer(ServerProcess server, String token) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    upgrade(server.port());
    Hello hello = Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(token).build();
    send(ClientFrame.newBuilder().setHello(hello));
  }

  private void upgrade(int port) throws IOException {
    String request =
        "GET /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: muxwire.v1\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.readUnsignedByte());
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("not upgraded: " + answer);
    }
  }

  /**
   * Attaches to a terminal from its start, as stream 1, with credit for more than it will print.
   */
  void attach(String terminal) throws IOException {
    Attach attach =
        Attach.newBuilder()
            .setWorkspace(Installation.WORKSPACE)
            .setTerminalId(terminal)
            .setStart(FromStart.getDefaultInstance())
            .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
            .setReadOnly(true)
            .build();
    send(ClientFrame.newBuilder().setStreamId(1).setAttach(attach));
    Credit credit = Credit.newBuilder().setLimitBytes(ENOUGH_CREDIT_BYTES).build();
    send(ClientFrame.newBuilder().setStreamId(1).setCredit(credit));
  }

  /** Subscribes to a workspace, as stream 1, with credit for more than it will have. */
  public void subscribe(Subscribe subscribe) throws IOException {
    send(ClientFrame.newBuilder().setStreamId(1).setSubscribe(subscribe));
    Credit credit = Credit.newBuilder().setLimitBytes(ENOUGH_CREDIT_BYTES).build();
    send(ClientFrame.newBuilder().setStreamId(1).setCredit(credit));
  }

  /** Asks for a sign of life, as a client does that is there and does not read. */
  void ping(long nonce) throws IOException {
    send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(nonce)));
  }

  private void send(ClientFrame.Builder frame) throws IOException {
    byte[] packet = ClientPacket.newBuilder().addFrames(frame).build().toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(packet.length + 8);
    bytes.put((byte) BINARY_WHOLE);
    bytes.put((byte) (MASK_BIT | LENGTH_IN_TWO_BYTES)).putShort((short) packet.length);
    bytes.putInt(0).put(packet); // masked with zeros: as it is
    out.write(bytes.array());
  }

  /** Reads the next packet; fails if the server closed the connection instead. */
  public ServerPacket read() throws IOException {
    int first = in.readUnsignedByte();
    int shortLength = in.readUnsignedByte();
    long length =
        switch (shortLength) {
          case LENGTH_IN_TWO_BYTES -> in.readUnsignedShort();
          case LENGTH_IN_EIGHT_BYTES -> in.readLong();
          default -> shortLength;
        };
    byte[] payload = in.readNBytes((int) length);
    if (first != BINARY_WHOLE) {
      String said = new String(payload, StandardCharsets.UTF_8);
      throw new EOFException("closed by the server, with frame type " + first + ": " + said);
    }
    ServerPacket packet = ServerPacket.parseFrom(payload);
    for (ServerFrame frame : packet.getFramesList()) {
      if (frame.hasPing()) {
        Pong pong = Pong.newBuilder().setNonce(frame.getPing().getNonce()).build();
        send(ClientFrame.newBuilder().setPong(pong));
      }
    }
    return packet;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
