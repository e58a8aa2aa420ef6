package dev.muxwire.conformance.server.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.Exchange;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.watch.Watcher;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the judge. A script sends what it likes and takes what came, stream by stream,
 * in order; what any client must do by itself (pongs, credit, reassembly, confirming) it does by
 * itself, unless it is told not to. Called by one script; frames come on threads of the socket.
 */
public final class Peer implements AutoCloseable {
  private static final int CLOSED_WITHOUT_CODE = 1006;

  private final String name;
  private final Exchange exchange;
  private long patienceNanos;
  private final List<Watcher> watchers = Watcher.all();
  private final Socket socket;

  // All below is guarded by this.
  private final Inbox inbox = new Inbox();
  private final Reassembly reassembly = new Reassembly();
  private final Map<Integer, ReceiveWindow> windows = new HashMap<>();
  private final Map<Integer, Long> sendLimits = new HashMap<>();
  private final Map<Integer, Long> sent = new HashMap<>();
  private final Set<String> features = new HashSet<>();
  private final Unpacking unpacking = new Unpacking();
  private final Set<Integer> heldCredit = new HashSet<>();
  private @Nullable Welcome welcome;
  private ClientIdentity brought = ClientIdentity.getDefaultInstance();
  private @Nullable Breach breach;
  private @Nullable Integer closeCode;
  private boolean answersPings = true;
  private boolean grantsCredit = true;
  private long initialCreditBytes = ReceiveWindow.DEFAULT_BYTES;
  private long receivedBytes;
  private long sentBytes;
  private final Deque<Long> received = new ArrayDeque<>();
  private long latestPong;
  private long latestPing;
  private long latestRequest;
  private long latestTransfer;
  private int latestStream;
  private long receivedTold;

  /**
   * Connects, and says nothing yet.
   *
   * @param name as it is told in the exchange
   */
  public Peer(String name, Exchange exchange, SocketFactory sockets, long patienceNanos) {
    this.name = name;
    this.exchange = exchange;
    this.patienceNanos = patienceNanos;
    this.socket = sockets.open(new Incoming());
    exchange.note(name + " >", "(connected)");
  }

  private final class Incoming implements Socket.Listener {
    @Override
    public void packet(byte[] packet) {
      take(packet);
    }

    @Override
    public void text(String text) {
      synchronized (Peer.this) {
        fail(Breach.seen("watch/first-answer", "PACKET-1", "the server sent a text message"));
      }
    }

    @Override
    public void closed(int code) {
      synchronized (Peer.this) {
        exchange.note(name + " <", "(closed: " + code + ")");
        if (closeCode == null) {
          closeCode = code;
        }
        Peer.this.notifyAll();
      }
    }
  }

  // ---- what comes

  private synchronized void take(byte[] packet) {
    receivedBytes += packet.length;
    try {
      ServerPacket parsed = ServerPacket.parseFrom(packet);
      parsed.getFramesList().forEach(frame -> exchange.frame(name + " <", frame));
      watchers.forEach(watcher -> watcher.packet(packet.length, parsed));
      parsed.getFramesList().forEach(this::take);
    } catch (InvalidProtocolBufferException e) {
      fail(Breach.seen("watch/first-answer", "PACKET-1", "the server sent what is no packet"));
    } catch (Breach e) {
      fail(e);
    }
    notifyAll();
  }

  private void fail(Breach seen) {
    if (breach == null) {
      breach = seen;
      exchange.note(name + " !", seen.getMessage());
    }
    notifyAll();
  }

  private void take(ServerFrame onTheWire) {
    ServerFrame frame =
        onTheWire.hasCompressed()
            ? unpacking.unpack(onTheWire.getStreamId(), onTheWire.getCompressed(), features)
            : onTheWire;
    watchers.forEach(watcher -> watcher.frame(frame));
    consume(frame);
    if (frame.hasChunk()) {
      reassembly.add(frame.getStreamId(), frame.getChunk()).ifPresent(this::deliver);
    } else {
      deliver(frame);
    }
  }

  private void consume(ServerFrame frame) {
    long cost = Bodies.cost(frame);
    if (cost == 0 || frame.getStreamId() == 0) {
      return;
    }
    confirm();
    if (grantsCredit && !heldCredit.contains(frame.getStreamId())) {
      long limit =
          windows
              .computeIfAbsent(frame.getStreamId(), id -> new ReceiveWindow(initialCreditBytes))
              .consumed(cost);
      if (limit > 0) {
        post(
            ClientFrame.newBuilder()
                .setStreamId(frame.getStreamId())
                .setCredit(Credit.newBuilder().setLimitBytes(limit))
                .build());
      }
    }
  }

  /** Tells at most every 20 ms how much came. */
  private void confirm() {
    long now = System.nanoTime();
    if (answersPings && now - receivedTold > TimeUnit.MILLISECONDS.toNanos(20)) {
      receivedTold = now;
      post(
          ClientFrame.newBuilder()
              .setReceived(Received.newBuilder().setConnectionBytes(receivedBytes))
              .build());
    }
  }

  private void deliver(ServerFrame asSent) {
    ServerFrame message = Tables.laidOut(asSent, features);
    watchers.forEach(watcher -> watcher.message(message));
    switch (message.getBodyCase()) {
      case PING -> pong(message.getPing().getNonce());
      case PONG -> latestPong = message.getPong().getNonce();
      case CREDIT ->
          sendLimits.merge(message.getStreamId(), message.getCredit().getLimitBytes(), Math::max);
      case WELCOME -> {
        welcome = message.getWelcome();
        features.addAll(message.getWelcome().getFeaturesList());
        inbox.add(message);
      }
      case RECEIVED -> received.add(message.getReceived().getConnectionBytes());
      default -> inbox.add(message);
    }
  }

  private void pong(long nonce) {
    if (answersPings) {
      post(ClientFrame.newBuilder().setPong(Pong.newBuilder().setNonce(nonce)).build());
    }
  }

  // ---- what is sent

  /** Sends one packet of these frames. */
  public void send(ClientFrame... frames) {
    post(frames);
  }

  public void send(ClientFrame.Builder frame) {
    post(frame.build());
  }

  private synchronized void post(ClientFrame... frames) {
    ClientPacket packet = ClientPacket.newBuilder().addAllFrames(List.of(frames)).build();
    for (ClientFrame frame : frames) {
      note(frame);
    }
    byte[] bytes = packet.toByteArray();
    sentBytes += bytes.length;
    socket.send(bytes);
  }

  /** Bytes of packets that were sent. */
  public synchronized long sentBytes() {
    return sentBytes;
  }

  private void note(ClientFrame frame) {
    exchange.frame(name + " >", frame);
    watchers.forEach(watcher -> watcher.sent(frame));
    latestStream = Math.max(latestStream, frame.getStreamId());
    if (frame.hasHello()) {
      brought = frame.getHello().getIdentity();
      if (frame.getHello().getLimits().getInitialCreditBytes() > 0) {
        initialCreditBytes = frame.getHello().getLimits().getInitialCreditBytes();
      }
    }
    long cost = Bodies.cost(frame);
    if (cost > 0) {
      sent.merge(frame.getStreamId(), cost, Long::sum);
    }
  }

  /** Sends bytes, whatever they are; watchers hear nothing of them. */
  public synchronized void sendBytes(byte[] packet) {
    exchange.note(name + " >", "(" + packet.length + " bytes)");
    sentBytes += packet.length;
    socket.send(packet);
  }

  /** Sends one packet, of which the frames are noted, in several WebSocket fragments. */
  public synchronized void sendInFragments(ClientFrame frame, int fragmentBytes) {
    note(frame);
    socket.sendInFragments(
        ClientPacket.newBuilder().addFrames(frame).build().toByteArray(), fragmentBytes);
  }

  public synchronized void sendText(String text) {
    exchange.note(name + " >", "(text message)");
    socket.sendText(text);
  }

  /** Sends a frame in chunks of at most so many bytes, a packet each. */
  public void sendInChunks(ClientFrame frame, int chunkBytes) {
    for (ClientFrame chunk : chunks(frame, chunkBytes)) {
      send(chunk);
    }
  }

  /** The chunks of a frame. */
  public List<ClientFrame> chunks(ClientFrame frame, int chunkBytes) {
    return OutgoingChunks.of(frame, nextTransfer(), chunkBytes);
  }

  /** Lets the connection be, for a while that the protocol itself sets. */
  public void sleepSeconds(long seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Breach.of("the case was ended");
    }
  }

  /** From now on answers may take so much longer, because the protocol says so. */
  public synchronized void waitLonger(long seconds) {
    patienceNanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  // ---- numbers

  /** The next stream id. */
  public synchronized int newStream() {
    return ++latestStream;
  }

  /** The next request_seq; the numbers of an identity go on where {@link #continueFrom} said. */
  public synchronized long nextRequest() {
    return ++latestRequest;
  }

  /** Requests up to this one were used, on an earlier connection of this identity. */
  public synchronized void continueFrom(long requestSeq) {
    latestRequest = requestSeq;
  }

  public synchronized long nextTransfer() {
    return ++latestTransfer;
  }

  // ---- behaviour

  /** From now on pings are not answered, and nothing is confirmed. */
  public synchronized void confirmNothing() {
    answersPings = false;
  }

  /** From now on the script grants all credit itself. */
  public synchronized void grantNothing() {
    grantsCredit = false;
  }

  /** From now on the script grants this stream's credit itself. */
  public synchronized void holdCredit(int stream) {
    heldCredit.add(stream);
  }

  /** Reads nothing more from the socket until {@link #read}. */
  public void stall() {
    exchange.note(name + " >", "(stops reading)");
    socket.stall();
  }

  public void read() {
    exchange.note(name + " >", "(reads again)");
    socket.read();
  }

  // ---- expectations

  /** Says Hello and is welcomed. */
  public Welcome greet(Hello hello) {
    send(ClientFrame.newBuilder().setHello(hello));
    return expectWelcome();
  }

  public Welcome expectWelcome() {
    return expect(0, ServerFrame.BodyCase.WELCOME).getWelcome();
  }

  public synchronized Welcome welcome() {
    Welcome told = welcome;
    if (told == null) {
      throw new IllegalStateException("not welcomed yet");
    }
    return told;
  }

  /** Who it is: as Welcome tells, or as Hello brought. */
  public synchronized ClientIdentity identity() {
    return welcome().hasIdentity() ? welcome().getIdentity() : brought;
  }

  /** The next frame of the stream, which must be of this kind. */
  public ServerFrame expect(int stream, ServerFrame.BodyCase kind) {
    ServerFrame frame = next(stream, kind.toString());
    if (frame.getBodyCase() != kind) {
      throw Breach.of(
          "on stream " + stream + " " + kind + " was due, and came: " + MessageText.of(frame));
    }
    return frame;
  }

  /** The next frame of the stream, whatever it is. */
  public ServerFrame next(int stream, String due) {
    return await("on stream " + stream + " " + due + " was due", () -> inbox.poll(stream));
  }

  /** The first frame of the stream that is wanted; the others stay where they are. */
  public ServerFrame find(int stream, String due, Predicate<ServerFrame> wanted) {
    return await("on stream " + stream + " " + due + " was due", () -> inbox.poll(stream, wanted));
  }

  /** The answer to a request: its result, or its Error. */
  public ServerFrame answer(long requestSeq) {
    return find(
        0, "the answer to request " + requestSeq, frame -> Answers.seq(frame) == requestSeq);
  }

  /** The next frame of the stream is an Error of this code, with a sentence. */
  public Error refused(int stream, ErrorCode code) {
    ServerFrame frame =
        stream == 0
            ? find(0, "Error " + code, ServerFrame::hasError)
            : next(stream, "Error " + code);
    return judge(frame, code);
  }

  /** Sooner or later the stream ends with this Error; what came before it is passed over. */
  public Error endsWith(int stream, ErrorCode code) {
    ServerFrame frame = next(stream, "Error " + code);
    while (!frame.hasError() && !frame.hasCloseStream()) {
      frame = next(stream, "Error " + code);
    }
    return judge(frame, code);
  }

  /** A request is refused so. */
  public Error refusedRequest(long requestSeq, ErrorCode code) {
    return judge(answer(requestSeq), code);
  }

  private static Error judge(ServerFrame frame, ErrorCode code) {
    if (!frame.hasError()) {
      throw Breach.of("Error " + code + " was due, and came: " + MessageText.of(frame));
    }
    Error error = frame.getError();
    if (error.getCode() != code) {
      throw Breach.of("Error " + code + " was due, and came: " + MessageText.of(frame));
    }
    if (error.getMessage().isBlank()) {
      throw Breach.of("an Error without a sentence for a person: " + code);
    }
    return error;
  }

  /** The connection is there, and the server has handled all that was sent so far. */
  public void alive() {
    long nonce;
    synchronized (this) {
      nonce = ++latestPing;
    }
    send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(nonce)));
    await("a Pong was due", () -> latestPong == nonce ? Boolean.TRUE : null);
  }

  /** Sends a packet with a Ping of this nonce, which is above those of {@link #alive}. */
  public void expectPong(long nonce, byte[] packet) {
    sendBytes(packet);
    await("the Pong " + nonce + " was due", () -> latestPong == nonce ? Boolean.TRUE : null);
  }

  /** After a round trip nothing came on the stream. */
  public void silent(int stream) {
    alive();
    synchronized (this) {
      ServerFrame frame = inbox.peek(stream);
      if (frame != null) {
        throw Breach.of("nothing was due on stream " + stream + ": " + MessageText.of(frame));
      }
    }
  }

  /** What waits on a stream right now. */
  public synchronized @Nullable ServerFrame peek(int stream) {
    return inbox.peek(stream);
  }

  /** Takes the first frame that waits on a stream and is wanted; null if none is there. */
  public synchronized @Nullable ServerFrame takeIfThere(int stream, Predicate<ServerFrame> wanted) {
    return inbox.poll(stream, wanted);
  }

  /** The server closes the connection with this code. */
  public void closes(int code) {
    Integer closed = await("the connection was to be closed with " + code, () -> closeCode);
    if (closed != code) {
      throw Breach.of("the connection was to be closed with " + code + ", and was with " + closed);
    }
  }

  /** Whether the connection has ended. */
  public synchronized boolean isClosed() {
    return closeCode != null;
  }

  /** What the next Received tells, in bytes. */
  public long expectReceived() {
    return await("Received was due", received::poll);
  }

  /** Until the server's credit for a stream allows so many bytes more. */
  public void awaitCredit(int stream, long bytes) {
    await(
        "credit for " + bytes + " bytes on stream " + stream + " was due",
        () -> mayStillSend(stream) >= bytes ? Boolean.TRUE : null);
  }

  /** Bytes that the server's credit still allows on a stream. */
  public synchronized long mayStillSend(int stream) {
    Limits limits = welcome == null ? Limits.getDefaultInstance() : welcome.getLimits();
    long told = limits.getInitialCreditBytes();
    long initial = told > 0 ? told : ReceiveWindow.DEFAULT_BYTES;
    return Math.max(initial, sendLimits.getOrDefault(stream, 0L)) - sent.getOrDefault(stream, 0L);
  }

  /** The limit that the server last told for a stream; 0 if it told none. */
  public synchronized long toldLimit(int stream) {
    return sendLimits.getOrDefault(stream, 0L);
  }

  /** Bytes of packets that came. */
  public synchronized long receivedBytes() {
    return receivedBytes;
  }

  private synchronized <T> T await(String otherwise, Supplier<@Nullable T> look) {
    long deadline = System.nanoTime() + patienceNanos;
    while (true) {
      Breach seen = breach;
      if (seen != null) {
        throw seen;
      }
      T found = look.get();
      if (found != null) {
        return found;
      }
      long left = deadline - System.nanoTime();
      if (closeCode != null) {
        throw Breach.of(otherwise + ", and the connection was closed with " + closeCode);
      }
      if (left <= 0) {
        throw Breach.of(otherwise + ", and did not come in time");
      }
      try {
        wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Breach.of(otherwise + ", and the case was ended");
      }
    }
  }

  /** What a watcher saw, if one saw something. */
  public synchronized @Nullable Breach breach() {
    return breach;
  }

  /** The close handshake, as a client ends. */
  public void goodbye() {
    exchange.note(name + " >", "(closes: 1000)");
    socket.close();
  }

  /** Breaks off, as a network does. */
  public void cut() {
    exchange.note(name + " >", "(cut)");
    synchronized (this) {
      if (closeCode == null) {
        closeCode = CLOSED_WITHOUT_CODE;
      }
    }
    socket.cut();
  }

  @Override
  public void close() {
    socket.cut();
  }
}
