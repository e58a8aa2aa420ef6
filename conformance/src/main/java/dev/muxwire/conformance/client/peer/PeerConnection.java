package dev.muxwire.conformance.client.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, as a script sees it. By itself it answers pings, tells what it
 * received and puts chunks together; everything else is the script's. Frames wait until the script
 * expects them, in order; Ping, Pong, Received and Credit do not wait. Any thread; state is guarded
 * by the peer's monitor.
 */
public final class PeerConnection {
  /** How a connection ended. */
  public record End(int code, String how) {}

  private final ReferencePeer peer;
  private final int number;
  private final WebSocketWire wire;
  private final HandshakeRule handshake = new HandshakeRule();
  private final CreditRule credit = new CreditRule();
  private final ChunkRule chunks = new ChunkRule();
  private final List<Rule> rules;
  private final List<ClientFrame> waiting = new ArrayList<>();
  private @Nullable Upgrade upgrade;
  private @Nullable End end;
  private long receivedBytes;
  private long sentBytes;

  /** Of packets with more than liveness in them. */
  private long sentBeforePing;

  private long toldBytes;
  private int tallies;
  private long nextNonce = 1_000_000;
  private long lastPong;
  private int pings;
  private boolean answersPings = true;
  private boolean reads = true;

  PeerConnection(ReferencePeer peer, int number, Socket socket) throws IOException {
    this.peer = peer;
    this.number = number;
    this.wire = new WebSocketWire(socket);
    this.rules =
        List.of(
            handshake,
            new StreamRule(),
            credit,
            chunks,
            new RequestRule(peer.requests(), number),
            new InputRule(peer.inputs()));
    ReferencePeer.daemon("peer-" + number, this::run);
  }

  private void run() {
    try {
      Upgrade asked = wire.readUpgrade();
      synchronized (peer) {
        upgrade = asked;
        peer.notifyAll();
      }
      while (takeMessage()) {
        awaitReading();
      }
    } catch (IOException e) {
      ended(new End(1006, "the connection broke: " + e.getMessage()));
    } catch (Breach breach) {
      note("<", breach.getMessage());
      peer.seen(breach);
      ended(new End(1006, "a rule was broken"));
    }
  }

  private void awaitReading() {
    synchronized (peer) {
      while (!reads && end == null) {
        try {
          peer.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private boolean takeMessage() throws IOException {
    WebSocketWire.Incoming message = wire.read();
    switch (message.opcode()) {
      case WebSocketWire.CLOSE -> {
        note("<", "close " + message.closeCode());
        wire.write(WebSocketWire.CLOSE, message.payload());
        wire.finish();
        ended(new End(message.closeCode(), "the client closed"));
        return false;
      }
      case WebSocketWire.BINARY -> takePacket(message.payload());
      default -> throw Breach.seen("watch/handshake", "PACKET-1", "a message that is not binary");
    }
    return true;
  }

  private void takePacket(byte[] bytes) throws IOException {
    List<ClientFrame> frames;
    try {
      frames = ClientPacket.parseFrom(bytes).getFramesList();
    } catch (InvalidProtocolBufferException e) {
      throw Breach.seen("watch/handshake", "PACKET-1", "a message that is no packet");
    }
    List<ServerFrame> answers = new ArrayList<>();
    synchronized (peer) {
      for (List<ClientFrame> packet : peer.tamper().fromClient(number, frames)) {
        int size = packet == frames ? bytes.length : sizeOf(packet);
        take(size, packet, answers);
      }
      peer.notifyAll();
    }
    if (!answers.isEmpty()) {
      write(answers);
    }
  }

  private static int sizeOf(List<ClientFrame> packet) {
    return ClientPacket.newBuilder().addAllFrames(packet).build().getSerializedSize();
  }

  private void take(int bytes, List<ClientFrame> frames, List<ServerFrame> answers) {
    receivedBytes += bytes;
    frames.forEach(frame -> peer.exchange().frame(number + " <", frame));
    rules.forEach(rule -> rule.packet(bytes, frames));
    boolean isPayload = false;
    for (ClientFrame frame : frames) {
      rules.forEach(rule -> rule.received(frame, false));
      isPayload |= take(frame, answers);
    }
    if (isPayload && answersPings) {
      answers.add(
          ServerFrame.newBuilder()
              .setReceived(Received.newBuilder().setConnectionBytes(receivedBytes))
              .build());
    }
  }

  /** Returns whether it is more than liveness. */
  private boolean take(ClientFrame frame, List<ServerFrame> answers) {
    switch (frame.getBodyCase()) {
      case PING -> {
        pings++;
        if (answersPings) {
          answers.add(
              ServerFrame.newBuilder()
                  .setPong(Pong.newBuilder().setNonce(frame.getPing().getNonce()))
                  .build());
        }
        return false;
      }
      case PONG -> {
        lastPong = Math.max(lastPong, frame.getPong().getNonce());
        return false;
      }
      case RECEIVED -> {
        tallies++;
        toldBytes = frame.getReceived().getConnectionBytes();
        if (Long.compareUnsigned(toldBytes, sentBytes) > 0) {
          throw Breach.seen(
              "watch/received",
              "RECEIVED-1",
              toldBytes + " bytes received of " + sentBytes + " sent");
        }
        return false;
      }
      case CREDIT -> {
        return true;
      }
      case CHUNK -> {
        waiting.add(frame);
        chunks
            .take(frame.getStreamId(), frame.getChunk())
            .ifPresent(
                whole -> {
                  rules.forEach(rule -> rule.received(whole, true));
                  waiting.removeIf(
                      one -> one.hasChunk() && one.getStreamId() == whole.getStreamId());
                  waiting.add(whole);
                });
        return true;
      }
      default -> {
        waiting.add(frame);
        return true;
      }
    }
  }

  private void ended(End how) {
    synchronized (peer) {
      if (end == null) {
        end = how;
        note("<", how.how());
      }
      peer.notifyAll();
    }
  }

  private void note(String direction, String text) {
    peer.exchange().note(number + " " + direction, text);
  }

  /** 1, 2, 3 … in the order in which the client connected. */
  public int number() {
    return number;
  }

  // Expecting.

  /** The request for the upgrade. */
  public Upgrade awaitUpgrade() {
    synchronized (peer) {
      return peer.tamper().upgrade(peer.await("upgrade", () -> Optional.ofNullable(upgrade)));
    }
  }

  /**
   * The next frame that fits; what came before it and does not fit goes on waiting.
   *
   * @param what for people, should it not come
   */
  public ClientFrame expect(String what, Predicate<ClientFrame> fits) {
    synchronized (peer) {
      return peer.await(
          what + " on connection " + number,
          () -> {
            Optional<ClientFrame> frame = take(fits);
            End how = end;
            if (frame.isEmpty() && how != null) {
              throw Breach.of("no " + what + ": connection " + number + " ended, " + how.how());
            }
            return frame;
          });
    }
  }

  /** The next frame with this body. */
  public ClientFrame expect(ClientFrame.BodyCase body) {
    return expect(body.name(), frame -> frame.getBodyCase() == body);
  }

  /** The next frame with this body on a stream. */
  public ClientFrame expect(int stream, ClientFrame.BodyCase body) {
    return expect(
        body.name() + " on stream " + stream,
        frame -> frame.getStreamId() == stream && frame.getBodyCase() == body);
  }

  /** The client ends a stream with one of these codes. */
  public void expectError(int stream, String requirement, ErrorCode... codes) {
    ClientFrame frame =
        expect(
            "end of stream " + stream,
            one -> one.getStreamId() == stream && (one.hasError() || one.hasCloseStream()));
    if (frame.hasError() && !List.of(codes).contains(frame.getError().getCode())) {
      throw Breach.of(
          requirement,
          "the stream ended with " + frame.getError().getCode() + ", due was " + List.of(codes));
    }
  }

  private Optional<ClientFrame> take(Predicate<ClientFrame> fits) {
    for (Iterator<ClientFrame> each = waiting.iterator(); each.hasNext(); ) {
      ClientFrame frame = each.next();
      if (fits.test(frame)) {
        each.remove();
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  /**
   * Nothing that fits comes, in answer to anything that was sent so far: a ping behind it is
   * answered first, and then some time passes.
   */
  public void expectNone(String requirement, String what, Predicate<ClientFrame> fits) {
    barrier();
    synchronized (peer) {
      Optional<ClientFrame> frame = peer.patience().absent(peer, () -> take(fits));
      peer.throwBreach();
      if (frame.isPresent()) {
        throw Breach.of(requirement, what);
      }
    }
  }

  /** All frames that have come and were not expected. */
  public List<ClientFrame> waiting() {
    synchronized (peer) {
      return List.copyOf(waiting);
    }
  }

  /** The limit that the client grants on a stream now, in bytes. */
  public long granted(int stream) {
    synchronized (peer) {
      return credit.grantedOn(stream);
    }
  }

  /** Waits until the client grants at least so much on a stream. */
  public void awaitGranted(int stream, long limitBytes) {
    synchronized (peer) {
      peer.await(
          "credit of " + limitBytes + " on stream " + stream,
          () -> credit.grantedOn(stream) >= limitBytes ? Optional.of(true) : Optional.empty());
    }
  }

  /** Pings, and waits until the client has answered: all that was sent before has arrived. */
  public void barrier() {
    long nonce;
    synchronized (peer) {
      nonce = nextNonce++;
    }
    send(ServerFrame.newBuilder().setPing(Ping.newBuilder().setNonce(nonce)).build());
    synchronized (peer) {
      peer.await(
          "Pong",
          () -> {
            End how = end;
            if (how != null) {
              throw Breach.of("no Pong: connection " + number + " ended, " + how.how());
            }
            return lastPong >= nonce ? Optional.of(true) : Optional.empty();
          });
    }
  }

  /** Waits until the client has sent so many pings. */
  public void awaitPings(int count) {
    synchronized (peer) {
      peer.await(count + " pings", () -> pings >= count ? Optional.of(true) : Optional.empty());
    }
  }

  /** Bytes of packets that were sent so far. */
  public long sentBytes() {
    synchronized (peer) {
      return sentBytes;
    }
  }

  /** Waits until the client has told that so many bytes of packets arrived. */
  public void awaitTally(long bytes) {
    synchronized (peer) {
      peer.await(
          "Received of " + bytes + " bytes",
          () -> toldBytes >= bytes ? Optional.of(true) : Optional.empty());
    }
  }

  /** Sends tallies and nothing else: none may come back for them. */
  public void expectNoTallyForTallies() {
    barrier();
    awaitTally(sentBeforePing);
    ServerFrame tally =
        ServerFrame.newBuilder()
            .setReceived(Received.newBuilder().setConnectionBytes(receivedBytes))
            .build();
    int before = tallies;
    for (int i = 0; i < 3; i++) {
      send(tally);
    }
    synchronized (peer) {
      Optional<Boolean> more =
          peer.patience()
              .absent(peer, () -> tallies > before ? Optional.of(true) : Optional.empty());
      if (more.isPresent()) {
        throw Breach.of("RECEIVED-1", "a Received in answer to a packet of nothing but Received");
      }
    }
  }

  /**
   * Waits until a frame comes that fits, or the connection ends.
   *
   * @return whether a frame came
   */
  public boolean endsOr(Predicate<ClientFrame> fits) {
    synchronized (peer) {
      return peer.await(
          "frame or end of connection " + number,
          () -> {
            if (take(fits).isPresent()) {
              return Optional.of(true);
            }
            return end == null ? Optional.<Boolean>empty() : Optional.of(false);
          });
    }
  }

  /** Waits for the end of the connection. */
  public End awaitEnd() {
    synchronized (peer) {
      return peer.await("end of connection " + number, () -> Optional.ofNullable(end));
    }
  }

  /** Waits for the end of the connection, longer than for anything else. */
  public End awaitEndWithin(Duration time) {
    synchronized (peer) {
      return peer.patience()
          .longer(time)
          .await(peer, "end of connection " + number, () -> Optional.ofNullable(end));
    }
  }

  /** The connection has not ended, and does not for a while. */
  public void expectOpen(String requirement) {
    barrier();
    synchronized (peer) {
      Optional<End> how = peer.patience().absent(peer, () -> Optional.ofNullable(end));
      peer.throwBreach();
      if (how.isPresent()) {
        throw Breach.of(requirement, "the connection ended: " + how.get().how());
      }
    }
  }

  // Doing.

  /** Accepts the upgrade. */
  public void accept() {
    awaitUpgrade();
    Upgrade asked = java.util.Objects.requireNonNull(upgrade);
    tell(() -> wire.acceptUpgrade(asked));
  }

  /** Refuses the upgrade. */
  public void refuse(int status) {
    awaitUpgrade();
    note(">", "HTTP " + status);
    tell(() -> wire.refuseUpgrade(status));
    ended(new End(1006, "the upgrade was refused"));
  }

  /** Sends frames in one packet. */
  public void send(ServerFrame... frames) {
    write(List.of(frames));
  }

  private void write(List<ServerFrame> frames) {
    synchronized (wire) { // what is accounted first goes first
      for (List<ServerFrame> packet : account(frames)) {
        byte[] bytes = packetOf(packet);
        tell(() -> wire.write(WebSocketWire.BINARY, bytes));
      }
    }
  }

  private List<List<ServerFrame>> account(List<ServerFrame> frames) {
    synchronized (peer) {
      frames.forEach(frame -> peer.exchange().frame(number + " >", frame));
      frames.forEach(frame -> rules.forEach(rule -> rule.sent(frame)));
      List<List<ServerFrame>> packets = peer.tamper().toClient(number, frames);
      packets.forEach(packet -> sentBytes += packetOf(packet).length);
      if (frames.stream().anyMatch(frame -> !isLiveness(frame))) {
        sentBeforePing = sentBytes;
      }
      return packets;
    }
  }

  private static byte[] packetOf(List<ServerFrame> frames) {
    return ServerPacket.newBuilder().addAllFrames(frames).build().toByteArray();
  }

  private static boolean isLiveness(ServerFrame frame) {
    return frame.hasPing() || frame.hasPong() || frame.hasReceived();
  }

  /** Sends bytes as a binary message, packet or not. */
  public void sendMessage(ByteString bytes) {
    note(">", bytes.size() + " bytes as a binary message");
    synchronized (peer) {
      sentBytes += bytes.size();
    }
    garbage(() -> wire.write(WebSocketWire.BINARY, bytes.toByteArray()));
  }

  private void garbage(Telling telling) {
    if (peer.tamper().takesGarbage()) {
      tell(telling);
    }
  }

  /** Sends a text message. */
  public void sendText(String text) {
    note(">", "a text message");
    garbage(
        () ->
            wire.write(WebSocketWire.TEXT, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /** Sends the first part of a packet's WebSocket frame, and cuts the connection. */
  public void sendTornPacket(ServerFrame frame, int bytes) {
    note(">", bytes + " bytes of a packet, then a cut");
    byte[] packet = ServerPacket.newBuilder().addFrames(frame).build().toByteArray();
    byte[] whole = WebSocketWire.frame(WebSocketWire.BINARY, packet);
    tell(() -> wire.writeRaw(java.util.Arrays.copyOf(whole, Math.min(bytes, whole.length - 1))));
    end("cut within a packet");
  }

  /** Begins the close handshake. */
  public void close(int code, String reason) {
    note(">", "close " + code);
    tell(() -> wire.writeClose(peer.tamper().closeCode(code), reason));
  }

  /** Cuts the TCP connection. */
  public void cut() {
    end("cut");
  }

  private void end(String how) {
    synchronized (peer) {
      if (end == null) {
        end = new End(1006, how);
        note(">", how);
      }
      peer.notifyAll();
    }
    wire.reset();
  }

  /** From now on no ping is answered and nothing is told to be received. */
  public void fallSilent() {
    synchronized (peer) {
      answersPings = false;
    }
    note(">", "falls silent");
  }

  /** Reads nothing more until told so. */
  public void reading(boolean value) {
    synchronized (peer) {
      reads = value;
      peer.notifyAll();
    }
    note(">", value ? "reads again" : "stops reading");
  }

  private interface Telling {
    void run() throws IOException;
  }

  /** A connection that broke is noticed by whoever expects something of it. */
  private void tell(Telling telling) {
    try {
      telling.run();
    } catch (IOException e) {
      ended(new End(1006, "it broke as it was written to"));
    }
  }
}
