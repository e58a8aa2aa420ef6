package dev.muxwire.bench.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket connection whose owner waits for what it reads, without a thread of its own: no
 * hand-over lies between the socket and who takes the time. One thread reads; any may send.
 */
public final class BlockingWebSocket implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;
  private static final int BINARY = 0x82;
  private static final int TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int FINAL = 0x80;

  private static final int CONTROL = 0x08;
  private static final int CLOSE = 0x08;
  private static final int PING = 0x09;
  private static final int PONG = 0x8A;

  private final Socket socket;
  private final OutputStream to;

  /** Of the reading thread. */
  private final DataInputStream from;

  private byte[] message;

  /** Connects, with the receive buffer that the kernel chooses. */
  public BlockingWebSocket(int port, String path, String subprotocol) throws IOException {
    this(port, path, subprotocol, 0);
  }

  /**
   * Connects.
   *
   * @param subprotocol empty for none
   * @param receiveBytes of the kernel's buffer; 0 for what the kernel chooses
   */
  public BlockingWebSocket(int port, String path, String subprotocol, int receiveBytes)
      throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    to = socket.getOutputStream();
    int read = receiveBytes > 0 ? Math.min(receiveBytes, READ_BYTES) : READ_BYTES;
    message = new byte[read];
    from = new DataInputStream(new BufferedInputStream(socket.getInputStream(), read));
    to.write(WebSocketUpgrade.request(port, path, subprotocol, ""));
    WebSocketUpgrade.readAnswer(from);
  }

  /** Sends a binary message. */
  public void send(byte[] binary) throws IOException {
    send(BINARY, binary);
  }

  /** Sends a text message. */
  public void send(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Masked with zeros: as it is. */
  private synchronized void send(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) opcode);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload);
    to.write(frame.array(), 0, frame.position());
  }

  /**
   * Waits for the next message.
   *
   * @return its bytes, until the next read
   * @throws IOException the connection ended
   */
  public ByteBuffer read() throws IOException {
    int size = 0;
    while (true) {
      int first = from.readUnsignedByte();
      int length = length();
      if (message.length < size + length) {
        message = Arrays.copyOf(message, Math.max(size + length, 2 * message.length));
      }
      from.readFully(message, size, length);
      if ((first & CONTROL) != 0) {
        control(first & 0x0F, Arrays.copyOfRange(message, size, size + length));
        continue;
      }
      size += length;
      if ((first & FINAL) != 0) {
        return ByteBuffer.wrap(message, 0, size);
      }
    }
  }

  private int length() throws IOException {
    int length = from.readUnsignedByte() & 0x7F;
    return switch (length) {
      case 126 -> from.readUnsignedShort();
      case 127 -> Math.toIntExact(from.readLong());
      default -> length;
    };
  }

  private void control(int opcode, byte[] payload) throws IOException {
    if (opcode == CLOSE) {
      throw new EOFException("told to close");
    }
    if (opcode == PING) {
      send(PONG, payload);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
