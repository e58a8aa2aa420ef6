package dev.muxwire.conformance.client.peer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's side of RFC 6455 on a blocking socket, small enough to do wrong whatever a script
 * wants done wrong: bytes that are no frame, a connection cut in the middle, no reading at all.
 */
final class WebSocketWire {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final String ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LARGEST_MESSAGE_BYTES = 32 << 20;

  /**
   * One message of the client's.
   *
   * @param opcode {@link #TEXT}, {@link #BINARY} or {@link #CLOSE}
   */
  record Incoming(int opcode, byte[] payload) {
    int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private boolean closeWritten;

  WebSocketWire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /** Reads the request for an upgrade. */
  Upgrade readUpgrade() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return Upgrade.parse(head.toString(StandardCharsets.ISO_8859_1));
  }

  void acceptUpgrade(Upgrade upgrade) throws IOException {
    String accept =
        Base64.getEncoder().encodeToString(sha1(upgrade.header("sec-websocket-key") + ACCEPT_KEY));
    String protocol =
        upgrade.asksForSubprotocol()
            ? "Sec-WebSocket-Protocol: " + Upgrade.SUBPROTOCOL + "\r\n"
            : "";
    writeRaw(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept
                + "\r\n"
                + protocol
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  void refuseUpgrade(int status) throws IOException {
    writeRaw(
        ("HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }

  /** The next whole message; WebSocket's own pings are answered here. */
  Incoming read() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int opcode = 0;
    while (true) {
      int first = in.readUnsignedByte();
      byte[] payload = readPayload(in.readUnsignedByte(), whole.size());
      int of = first & 0x0f;
      if (of == PING) {
        write(PONG, payload);
      } else if (of == CLOSE) {
        return new Incoming(CLOSE, payload);
      } else if (of != PONG) {
        opcode = of == 0 ? opcode : of;
        whole.writeBytes(payload);
        if ((first & 0x80) != 0) {
          return new Incoming(opcode, whole.toByteArray());
        }
      }
    }
  }

  private byte[] readPayload(int second, int before) throws IOException {
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if ((second & 0x80) == 0 || length < 0 || length + before > LARGEST_MESSAGE_BYTES) {
      throw new IOException("a WebSocket frame that is not masked, or far too long");
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new IOException("the connection ended within a frame");
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  /** Writes one whole message. After a close there is none: browsers fail what comes behind it. */
  synchronized void write(int opcode, byte[] payload) throws IOException {
    if (!closeWritten) {
      closeWritten = opcode == CLOSE;
      writeRaw(frame(opcode, payload));
    }
  }

  static byte[] frame(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  void writeClose(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    write(CLOSE, payload);
  }

  /** Writes bytes as they are, frames or not. */
  synchronized void writeRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Ends the TCP connection from this side, as a server does behind the close handshake. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the TCP connection with a reset: what is under way is lost. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
