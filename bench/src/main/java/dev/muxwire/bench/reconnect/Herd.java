package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.FrameReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Many clients on one thread that all connect at once, and each waits for its session's payload to
 * be 1. Who is turned away tries again after a random time, as the SDK does.
 */
final class Herd implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;
  private static final int CONNECTIONS_A_TURN = 64;
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final int port;
  private final Dialect dialect;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final PriorityQueue<Member> waiting =
      new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos, b.dueNanos));
  private final List<Member> members = new ArrayList<>();
  private long bytes;
  private long turnedAway;
  private int ready;

  Herd(int port, Dialect dialect, int size) throws IOException {
    this.port = port;
    this.dialect = dialect;
    for (int i = 0; i < size; i++) {
      members.add(new Member());
    }
  }

  /** Bytes that were read behind upgrades. */
  long bytes() {
    return bytes;
  }

  /** How often somebody had to try again. */
  long turnedAway() {
    return turnedAway;
  }

  /** Connects all; returns the nanoseconds until the last one has everything. */
  long run() throws IOException {
    long began = System.nanoTime();
    waiting.addAll(members);
    while (ready < members.size()) {
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        throw new IOException("only " + ready + " of " + members.size() + " are back");
      }
      connectWhoIsDue();
      selector.select(1);
      for (SelectionKey key : selector.selectedKeys()) {
        ((Member) key.attachment()).handle(key);
      }
      selector.selectedKeys().clear();
    }
    return System.nanoTime() - began;
  }

  /** A few at a time, so that what answers meanwhile is read. */
  private void connectWhoIsDue() throws IOException {
    for (int i = 0; i < CONNECTIONS_A_TURN; i++) {
      Member next = waiting.peek();
      if (next == null || next.dueNanos > System.nanoTime()) {
        return;
      }
      waiting.remove();
      next.connect();
    }
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.close();
    }
    selector.close();
  }

  private final class Member {
    private long dueNanos = System.nanoTime();
    private int attempts;
    private SocketChannel channel = SocketChannel.open();
    private Dialect.Session session = dialect.open();
    private FrameReader frames = new FrameReader(session);
    private final StringBuilder answer = new StringBuilder();
    private boolean isUpgraded;
    private boolean isReady;

    Member() throws IOException {}

    void connect() throws IOException {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress("127.0.0.1", port));
      channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    void handle(SelectionKey key) throws IOException {
      try {
        if (key.isConnectable()) {
          channel.finishConnect();
          key.interestOps(SelectionKey.OP_READ);
          write(ByteBuffer.wrap(request().getBytes(StandardCharsets.US_ASCII)));
        } else if (!read()) {
          tryAgain();
        }
      } catch (IOException e) {
        tryAgain();
      }
    }

    private String request() {
      String subprotocol =
          dialect.subprotocol().isEmpty()
              ? ""
              : "Sec-WebSocket-Protocol: " + dialect.subprotocol() + "\r\n";
      return "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(dialect.path(), port)
          + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
          + subprotocol
          + "\r\n";
    }

    /** Tells whether it is let in, or may still be. */
    private boolean read() throws IOException {
      buffer.clear();
      int count = channel.read(buffer);
      if (count < 0) {
        return false;
      }
      buffer.flip();
      while (!isUpgraded && buffer.hasRemaining()) {
        answer.append((char) buffer.get());
        if (answer.length() >= 4 && answer.substring(answer.length() - 4).equals("\r\n\r\n")) {
          if (!answer.toString().startsWith("HTTP/1.1 101")) {
            return false;
          }
          isUpgraded = true;
          say(session.opening());
        }
      }
      bytes += buffer.remaining();
      frames.read(buffer);
      say(session.answers(frames.received()));
      if (!isReady && session.payload() >= 1) {
        isReady = true;
        ready++;
      }
      return true;
    }

    private void tryAgain() throws IOException {
      if (isReady) {
        throw new IOException("disconnected, once it had everything");
      }
      close();
      turnedAway++;
      long longest = Math.min(LONGEST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(attempts++, 10));
      dueNanos = System.nanoTime() + ThreadLocalRandom.current().nextLong(longest);
      session = dialect.open();
      frames = new FrameReader(session);
      answer.setLength(0);
      isUpgraded = false;
      waiting.add(this);
    }

    private void say(List<byte[]> messages) throws IOException {
      for (byte[] message : messages) {
        write(ClientFrames.binary(message));
      }
    }

    private void write(ByteBuffer what) throws IOException {
      while (what.hasRemaining()) {
        channel.write(what);
      }
    }

    void close() throws IOException {
      channel.close();
    }
  }
}
