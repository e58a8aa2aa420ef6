package dev.muxwire.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSocket clients on one thread that read as fast as they can and discard what they read.
 * The same for all systems, but for the {@link Dialect}: so what differs between two systems is
 * their servers.
 */
public final class DiscardingClients implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;
  private static final long TICK_MS = 10;

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

  /** Reads until every client has had so much payload since it connected. */
  public void readTo(long payload) throws IOException {
    long done = clients.stream().filter(client -> client.session.payload() >= payload).count();
    while (done < clients.size()) {
      selector.select(TICK_MS);
      for (SelectionKey key : selector.selectedKeys()) {
        Client client = (Client) key.attachment();
        boolean before = client.session.payload() >= payload;
        client.read();
        if (!before && client.session.payload() >= payload) {
          done++;
        }
      }
      selector.selectedKeys().clear();
    }
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
    private long left;
    private long received;

    Client(int port, Dialect dialect) throws IOException {
      session = dialect.open();
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.socket().setTcpNoDelay(true);
      channel.write(
          ByteBuffer.wrap(WebSocketUpgrade.request(port, dialect.path(), dialect.subprotocol())));
      WebSocketUpgrade.readAnswer(channel.socket().getInputStream());
      for (byte[] message : session.opening()) {
        send(message);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
      header.limit(2);
    }

    /** Masked with zeros: as it is. A client says little, so this never has to wait for long. */
    private void send(byte[] message) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(message.length + 8);
      frame.put((byte) 0x82).put((byte) (0x80 | 126)).putShort((short) message.length).putInt(0);
      frame.put(message).flip();
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
      for (byte[] answer : session.answers(received)) {
        send(answer);
      }
    }

    private void readHeader() {
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
      if ((header.get(0) & 0x0F) == 8) {
        throw new UncheckedIOException(new IOException("a client was told to close"));
      }
      left =
          switch (header.limit()) {
            case 4 -> Short.toUnsignedInt(header.getShort(2));
            case 10 -> header.getLong(2);
            default -> header.get(1) & 0x7F;
          };
      header.clear().limit(2);
      messages++;
      session.begin(left);
    }
  }
}
