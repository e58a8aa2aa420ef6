package dev.muxwire.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
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

  /**
   * An address has some 28,000 ports to connect to each server from. Where it is not the default
   * one, they are of all servers together, those too that have just ended.
   */
  private static final int CONNECTIONS_OF_AN_ADDRESS = 25_000;

  /** Fewer than a server lets wait for being accepted. */
  private static final int UPGRADES_AT_ONCE = 32;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MOST_CONTROL_BYTES = 125;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  /** From here on a length has two bytes of its own. */
  private static final int SHORT_LENGTHS = 126;

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private long wireBytes;
  private long messages;

  /** Connects so many. */
  public DiscardingClients(int port, Dialect dialect, int count) throws IOException {
    connect(port, dialect, count);
  }

  /** Connects more. */
  void connect(int port, Dialect dialect, int count) throws IOException {
    for (int left = count; left > 0; left -= UPGRADES_AT_ONCE) {
      int first = clients.size();
      for (int i = 0; i < Math.min(UPGRADES_AT_ONCE, left); i++) {
        clients.add(new Client(port, dialect));
      }
      for (Client client : clients.subList(first, clients.size())) {
        client.greet();
      }
    }
  }

  /** How many are connected. */
  public int size() {
    return clients.size();
  }

  /** Reads until nothing has come for a while, and answers what is due. */
  public void settle(long quietMs) throws IOException {
    do {
      for (SelectionKey key : selector.selectedKeys()) {
        ((Client) key.attachment()).read();
      }
      selector.selectedKeys().clear();
    } while (selector.select(quietMs) > 0);
    for (Client client : clients) {
      client.answer();
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
      channel = SocketChannel.open();
      int source = clients.size() / CONNECTIONS_OF_AN_ADDRESS;
      if (source > 0) {
        channel.bind(new InetSocketAddress("127.0.0." + (1 + source), 0));
      }
      channel.connect(new InetSocketAddress("127.0.0.1", port));
      channel.socket().setTcpNoDelay(true);
      channel.write(
          ByteBuffer.wrap(
              WebSocketUpgrade.request(
                  port, dialect.path(), dialect.subprotocol(), dialect.extensions())));
      header.limit(2);
    }

    /** Waits for the upgrade, and begins. */
    void greet() throws IOException {
      WebSocketUpgrade.readAnswer(channel.socket().getInputStream());
      for (byte[] message : session.opening()) {
        send(message);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Masked with zeros: as it is. A client says little, so this never has to wait for long. */
    private void send(byte[] message) throws IOException {
      send(isText ? TEXT : BINARY, message);
    }

    private void send(int opcode, byte[] message) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(message.length + 8);
      frame.put((byte) (FINAL | opcode));
      if (message.length < SHORT_LENGTHS) {
        frame.put((byte) (MASKED | message.length));
      } else {
        frame.put((byte) (MASKED | SHORT_LENGTHS)).putShort((short) message.length);
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
