package dev.muxwire.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many WebSocket clients on one thread that read as fast as they can and discard what they read.
 * The same for all systems, but for the {@link Dialect}: so what differs between two systems is
 * their servers.
 */
public final class DiscardingClients implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;
  private static final long TICK_MS = 10;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MOST_CONTROL_BYTES = 125;

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private long wireBytes;
  private long messages;

  /** Connects so many, one after the other. */
  public DiscardingClients(int port, Dialect dialect, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(new Client(port, dialect));
    }
  }

  /** Bytes that were read from sockets, of everything behind the upgrades. */
  public long wireBytes() {
    return wireBytes;
  }

  /** WebSocket messages that began. */
  public long messages() {
    return messages;
  }

  /**
   * Reads until every client has had so much payload since it connected. What they have to say
   * already is said first.
   */
  public void readTo(long payload) throws IOException {
    for (Client client : clients) {
      client.answer();
    }
    long done = clients.stream().filter(client -> client.session.payload() >= payload).count();
    while (done < clients.size()) {
      done += turn(payload, TICK_MS);
    }
  }

  /**
   * Reads on for a while, and says what becomes due, so that later nothing of it is in the way.
   *
   * @param millis 0 for what is there already
   */
  public void linger(long millis) throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      turn(Long.MAX_VALUE, Math.min(TICK_MS, millis));
      for (Client client : clients) {
        client.answer();
      }
    } while (System.nanoTime() < until);
  }

  /** Reads until all clients together have read so many bytes, and no further. */
  public void readBytes(long bytes) throws IOException {
    while (wireBytes < bytes) {
      turn(Long.MAX_VALUE, TICK_MS);
    }
  }

  /** Reads what is there; tells how many clients have so much payload now that had less. */
  private int turn(long payload, long waitMs) throws IOException {
    int done = 0;
    if (waitMs > 0) {
      selector.select(waitMs);
    } else {
      selector.selectNow();
    }
    for (SelectionKey key : selector.selectedKeys()) {
      Client client = (Client) key.attachment();
      boolean before = client.session.payload() >= payload;
      client.read();
      if (!before && client.session.payload() >= payload) {
        done++;
      }
    }
    selector.selectedKeys().clear();
    return done;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  private final class Client {
    private final SocketChannel channel;
    private final Dialect.Session session;
    private final ByteBuffer header = ByteBuffer.allocate(10);
    private final boolean isText;
    private final ByteBuffer control = ByteBuffer.allocate(MOST_CONTROL_BYTES);
    private int controlOpcode;
    private long left;
    private long received;

    Client(int port, Dialect dialect) throws IOException {
      session = dialect.open();
      isText = dialect.isText();
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.socket().setTcpNoDelay(true);
      upgrade(port, dialect);
      for (byte[] message : session.opening()) {
        send(message);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
      header.limit(2);
    }

    private void upgrade(int port, Dialect dialect) throws IOException {
      String request =
          "GET "
              + dialect.path()
              + " HTTP/1.1\r\nHost: 127.0.0.1:"
              + port
              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
              + header("Protocol", dialect.subprotocol())
              + header("Extensions", dialect.extensions())
              + "\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      StringBuilder answer = new StringBuilder();
      ByteBuffer one = ByteBuffer.allocate(1);
      while (answer.indexOf("\r\n\r\n") < 0) {
        one.clear();
        if (channel.read(one) < 0) {
          throw new IOException("not upgraded: " + answer);
        }
        answer.append((char) one.get(0));
      }
      if (!answer.toString().startsWith("HTTP/1.1 101")) {
        throw new IOException("not upgraded: " + answer);
      }
    }

    private static String header(String name, String value) {
      return value.isEmpty() ? "" : "Sec-WebSocket-" + name + ": " + value + "\r\n";
    }

    /** Masked with zeros: as it is. A client says little, so this never has to wait for long. */
    private void send(byte[] message) throws IOException {
      send(isText ? TEXT : BINARY, message);
    }

    private void send(int opcode, byte[] message) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(message.length + 8);
      frame.put((byte) (0x80 | opcode)).put((byte) (0x80 | Math.min(message.length, 126)));
      if (message.length >= 126) {
        frame.putShort((short) message.length);
      }
      frame.putInt(0).put(message).flip();
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }

    void read() throws IOException {
      buffer.clear();
      int count = channel.read(buffer);
      if (count < 0) {
        throw new IOException("a client was disconnected");
      }
      wireBytes += count;
      buffer.flip();
      while (buffer.hasRemaining()) {
        if (left == 0) {
          readHeader();
        } else if (controlOpcode != 0) {
          readControl();
        } else {
          int limit = buffer.limit();
          int part = (int) Math.min(left, buffer.remaining());
          buffer.limit(buffer.position() + part);
          session.bytes(buffer);
          buffer.limit(limit);
          left -= part;
          received += part;
        }
      }
      answer();
    }

    private void answer() throws IOException {
      for (byte[] answer : session.answers(received)) {
        send(answer);
      }
    }

    private void readControl() throws IOException {
      control.put(buffer.get());
      left--;
      if (left == 0) {
        endControl();
      }
    }

    private void endControl() throws IOException {
      if (controlOpcode == PING) {
        send(PONG, Arrays.copyOf(control.array(), control.position()));
      }
      control.clear();
      controlOpcode = 0;
    }

    private void readHeader() throws IOException {
      header.put(buffer.get());
      if (header.position() == 2 && header.limit() == 2) {
        header.limit(
            switch (header.get(1) & 0x7F) {
              case 126 -> 4;
              case 127 -> 10;
              default -> 2;
            });
      }
      if (header.hasRemaining()) {
        return;
      }
      int opcode = header.get(0) & 0x0F;
      if (opcode == CLOSE) {
        throw new UncheckedIOException(new IOException("a client was told to close"));
      }
      left =
          switch (header.limit()) {
            case 4 -> Short.toUnsignedInt(header.getShort(2));
            case 10 -> header.getLong(2);
            default -> header.get(1) & 0x7F;
          };
      header.clear().limit(2);
      if (opcode > CLOSE) {
        controlOpcode = opcode;
        if (left == 0) {
          endControl();
        }
      } else if (opcode == CONTINUATION) {
        session.goOn(left);
      } else {
        messages++;
        session.begin(left);
      }
    }
  }
}
