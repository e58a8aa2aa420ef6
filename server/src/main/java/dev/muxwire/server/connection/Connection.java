package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ConnectionStatus;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GoAway;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.server.wire.ClientPackets;
import dev.muxwire.server.wire.Compressor;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkReceiver;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: packets in, effects out. Does no I/O; belongs to its loop, all methods
 * are called there.
 *
 * <pre>
 *   AWAITING_HELLO --Hello accepted--> OPEN --violation, silence, drain--> CLOSED
 *         `------ refused, too late, too big -------------------------------^
 * </pre>
 */
public final class Connection implements StreamContext {
  private static final int RECEIVED_INTERVAL_MS = 50;
  private static final int LIVENESS_CHECK_MS = 5_000;

  /** For results under way: what was granted before is still, for this long. */
  private static final int REGRANT_GRACE_MS = 200;

  // For the connection's whole life.
  private final long connectionId;
  private final ServerContext server;
  private final ConnectionLoop loop;
  private final Edge edge;
  private final long openedAtMs;
  private final OutboundScheduler outbound;
  private final RequestTransfers transfers;
  private final Streams streams = new Streams(this);
  private long nextTransferId = 1;

  private boolean closed;
  private boolean owesDemand;

  // From Hello on.
  private @Nullable Session session;

  // Liveness.
  private long lastReceivedMs;
  private long receivedBytes;
  private long receivedToldMs;
  private boolean receivedPlanned;

  // What the client told, for a status.
  private long confirmedBytes;
  private int roundTripUs;

  /** What Hello settled. */
  private record Session(
      Handshake.Accepted accepted,
      TokenGuard guard,
      ChunkReceiver chunks,
      Requests requests,
      Results results) {}

  /**
   * @param connectionId for logs
   */
  public Connection(long connectionId, ServerContext server, Loop loop, Edge edge) {
    this.connectionId = connectionId;
    this.server = server;
    this.loop = new ConnectionLoop(loop, this::crashed);
    this.edge = edge;
    this.openedAtMs = loop.wallClockMs();
    this.outbound =
        new OutboundScheduler(
            this.loop,
            edge,
            server.packetMemory(),
            ProtocolLimits.MIN_PACKET_BYTES,
            this::demandIfOwed,
            (priority, bytes) -> server.events().packetSent(priority.name(), bytes));
    this.transfers = new RequestTransfers(outbound);
    this.lastReceivedMs = loop.nowMs();
  }

  /** The upgrade is done. */
  public void opened() {
    loop.schedule(server.limits().handshakeMs(), this::checkHandshake);
    loop.schedule(LIVENESS_CHECK_MS, this::checkLiveness);
    edge.demand();
  }

  /** A packet arrived; the array is the connection's from now on. */
  public void received(byte[] packet) {
    if (!closed) {
      loop.run(() -> take(packet));
    }
  }

  private void take(byte[] packet) {
    lastReceivedMs = loop.nowMs();
    receivedBytes += packet.length;
    server.events().packetReceived(packet.length);
    try {
      Session current = session;
      if (current == null) {
        hello(packet);
      } else {
        boolean isTally = true;
        for (ClientFrame frame : ClientPackets.parse(packet, current.accepted().maxPacketBytes())) {
          handle(current, frame);
          isTally &= frame.hasReceived() || frame.hasPong();
        }
        if (!isTally) {
          tellReceived(); // to answer a tally with a tally would never end
        }
      }
    } catch (ProtocolViolation violation) {
      close(violation);
    }
    owesDemand = true;
    demandIfOwed();
  }

  /** A text message arrived. */
  public void receivedText() {
    fail(CloseCode.UNSUPPORTED_DATA, "muxwire.v1 has binary messages only");
  }

  /** The edge met a message larger than it takes. */
  public void receivedTooMuch() {
    fail(CloseCode.TOO_BIG, "a packet has at most " + server.limits().maxPacketBytes() + " bytes");
  }

  /** The network's side is gone. */
  public void disconnected(int code, String reason) {
    if (!closed) {
      server.events().connectionClosed(connectionId, code, reason);
      shut();
    }
  }

  /** The server is about to stop. */
  public void drain(int graceMs) {
    sendAway(graceMs, "the server stops");
  }

  /** Others are in force now; this connection's may be gone, or allow something else. */
  public void tokensChanged() {
    Session current = session;
    if (current != null && !closed) {
      current.guard().check();
    }
  }

  private void sendAway(int graceMs, String reason) {
    if (session != null && !closed) {
      GoAway goAway =
          GoAway.newBuilder()
              .setCode(ErrorCode.ERROR_CODE_DRAINING)
              .setMessage(reason + "; reconnect")
              .setGraceMs(graceMs)
              .build();
      outbound.control(0, Bodies.encode(ServerFrame.GO_AWAY_FIELD_NUMBER, goAway));
    }
    loop.schedule(graceMs, () -> fail(CloseCode.GOING_AWAY, reason));
  }

  private void demandIfOwed() {
    Session current = session;
    boolean mayRead =
        !closed && !outbound.controlIsFull() && (current == null || !current.results().isBusy());
    if (owesDemand && mayRead) {
      owesDemand = false;
      edge.demand();
    }
  }

  // ---- handshake

  private void hello(byte[] packet) {
    Handshake.Answer answer = Handshake.accept(server, packet, loop.wallClockMs());
    Handshake.Accepted accepted = answer.accepted();
    outbound.begin(accepted.maxPacketBytes());
    Results results =
        new Results(
            outbound, accepted.maxPacketBytes() / 2, this::nextTransferId, this::demandIfOwed);
    session =
        new Session(
            accepted,
            new TokenGuard(accepted.token(), server.authenticator(), loop, tokenEnds()),
            new ChunkReceiver(
                server.limits().maxMessageBytes(),
                server.admission().budgets(accepted.principal().name())),
            Requests.of(this, results),
            results);
    outbound.control(0, Bodies.encode(ServerFrame.WELCOME_FIELD_NUMBER, answer.welcome()));
    edge.admitted();
    server.connections().enter(connectionId, this);
    server
        .events()
        .connectionOpened(connectionId, accepted.principal().name(), accepted.clientName());
  }

  private TokenGuard.Listener tokenEnds() {
    return new TokenGuard.Listener() {
      @Override
      public void tokenEnded(ProtocolViolation reason) {
        close(reason);
      }

      @Override
      public void grantsChanged() {
        sendAway(REGRANT_GRACE_MS, "the token's grants changed");
      }
    };
  }

  private void checkHandshake() {
    if (session == null && !closed) {
      close(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_TIMED_OUT,
              "Hello has to come within " + server.limits().handshakeMs() + " ms",
              server.limits().handshakeMs()));
    }
  }

  // ---- frames

  private void handle(Session current, ClientFrame frame) {
    int id = frame.getStreamId();
    if (id == 0) {
      handleConnectionFrame(current, frame);
    } else {
      guard(id, () -> handleStreamFrame(current, frame));
    }
  }

  private void handleConnectionFrame(Session current, ClientFrame frame) {
    if (Requests.isRequest(frame)) {
      server.events().requestReceived(frame.getBodyCase().name());
      current.requests().take(frame);
      return;
    }
    switch (frame.getBodyCase()) {
      case PING -> ping(frame.getPing());
      case RECEIVED -> {
        confirmedBytes = Math.max(confirmedBytes, frame.getReceived().getConnectionBytes());
        outbound.received(frame.getReceived().getConnectionBytes());
      }
      case PONG -> outbound.answered(frame.getPong().getNonce());
      case ERROR -> {}
      case CHUNK -> chunk(current, frame);
      case CHUNK_ABORT -> current.chunks().end(0);
      case HELLO -> throw new ProtocolViolation(ErrorCode.ERROR_CODE_MALFORMED, "a second Hello");
      case COMPRESSED, BODY_NOT_SET -> refuseFrame(0, Streams.unsupported(frame));
      default -> refuseFrame(0, Streams.misplacedOnZero(frame));
    }
  }

  private void handleStreamFrame(Session current, ClientFrame frame) {
    int id = frame.getStreamId();
    switch (frame.getBodyCase()) {
      case SUBSCRIBE, ATTACH, FETCH_SCROLLBACK, SEARCH_SCROLLBACK, REGISTER_HOST, PUBLISH ->
          streams.open(frame);
      case CHUNK -> chunk(current, frame);
      case CHUNK_ABORT -> current.chunks().end(id);
      case CLOSE_STREAM, ERROR -> forgetStream(id);
      case COMPRESSED, BODY_NOT_SET -> throw Streams.unsupported(frame);
      default -> streams.take(frame);
    }
  }

  private void chunk(Session current, ClientFrame frame) {
    int id = frame.getStreamId();
    ServerStream stream = streams.find(id);
    if (stream == null && id != 0 && !streams.isUnopened(id)) {
      return; // of a stream that ended meanwhile
    }
    if (id == 0 && !transfers.takes(frame.getChunk())) {
      return;
    }
    if (stream != null) {
      long bytes = frame.getChunk().getData().size();
      stream.onReceived(bytes);
      stream.consumed(bytes); // it is in reassembly now, on that budget
    }
    try {
      byte[] message = current.chunks().accept(id, frame.getChunk(), loop.nowMs());
      if (message != null) {
        server.events().chunkTransfer("in");
        ClientFrame whole = ClientPackets.parseMessage(message).toBuilder().setStreamId(id).build();
        if (stream != null) {
          stream.onReassembled(Bodies.cost(whole));
        }
        handle(current, whole);
      }
    } catch (ProtocolViolation violation) {
      if (id != 0) {
        throw violation;
      }
      transfers.refuseLatest(violation);
    }
  }

  private void refuseFrame(int streamId, ProtocolViolation violation) {
    outbound.control(streamId, Bodies.encode(ServerFrame.ERROR_FIELD_NUMBER, violation.toError(0)));
  }

  // ---- streams' view of the connection

  @Override
  public void guard(int streamId, Runnable task) {
    try {
      task.run();
    } catch (ProtocolViolation violation) {
      endStream(streamId, violation);
    }
  }

  @Override
  public void endStream(int streamId, ProtocolViolation reason) {
    if (streams.find(streamId) != null) {
      endTransfer(streamId);
    }
    streams.end(streamId, reason.code());
    refuseFrame(streamId, reason);
  }

  @Override
  public void forgetStream(int streamId) {
    endTransfer(streamId);
    streams.forget(streamId);
  }

  private void endTransfer(int streamId) {
    Session current = session;
    if (current != null) {
      current.chunks().end(streamId);
    }
  }

  @Override
  public long connectionId() {
    return connectionId;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public ServerContext server() {
    return server;
  }

  @Override
  public OutboundScheduler outbound() {
    return outbound;
  }

  private Handshake.Accepted accepted() {
    Session current = session;
    if (current == null) {
      throw new IllegalStateException("before Hello");
    }
    return current.accepted();
  }

  @Override
  public Principal principal() {
    return accepted().principal();
  }

  @Override
  public String clientId() {
    return accepted().clientId();
  }

  @Override
  public boolean has(String feature) {
    return accepted().features().contains(feature);
  }

  @Override
  public String clientName() {
    return accepted().clientName();
  }

  @Override
  public int maxPacketBytes() {
    return accepted().maxPacketBytes();
  }

  @Override
  public @Nullable Compressor compressor() {
    return accepted().compressor();
  }

  @Override
  public long peerInitialCreditBytes() {
    return accepted().peerInitialCreditBytes();
  }

  @Override
  public boolean isOver() {
    return closed;
  }

  @Override
  public long nextTransferId() {
    server.events().chunkTransfer("out");
    return nextTransferId++;
  }

  @Override
  public WorkspaceRooms workspace(String name) {
    return server.workspaces().require(name);
  }

  // ---- liveness

  private void ping(Ping ping) {
    if (ping.getLastRoundTripUs() != 0) {
      roundTripUs = ping.getLastRoundTripUs();
    }
    outbound.controlLatest(
        0,
        ServerFrame.PONG_FIELD_NUMBER,
        Bodies.encode(
            ServerFrame.PONG_FIELD_NUMBER, Pong.newBuilder().setNonce(ping.getNonce()).build()));
  }

  private void tellReceived() {
    if (receivedPlanned) {
      return;
    }
    receivedPlanned = true;
    long sinceLast = loop.nowMs() - receivedToldMs;
    loop.schedule(
        Math.max(0, RECEIVED_INTERVAL_MS - sinceLast),
        () -> {
          receivedPlanned = false;
          receivedToldMs = loop.nowMs();
          outbound.controlLatest(
              0,
              ServerFrame.RECEIVED_FIELD_NUMBER,
              Bodies.encode(
                  ServerFrame.RECEIVED_FIELD_NUMBER,
                  Received.newBuilder().setConnectionBytes(receivedBytes).build()));
        });
  }

  /** With a write pending TCP decides: a peer that reads slowly is not dead. */
  private void checkLiveness() {
    if (closed) {
      return;
    }
    Session current = session;
    if (current != null) {
      List<Integer> idle = new ArrayList<>();
      current
          .chunks()
          .forEachIdle(loop.nowMs() - ProtocolLimits.TRANSFER_IDLE_MS, id -> idle.add((int) id));
      for (int id : idle) {
        current.chunks().end(id);
        ProtocolViolation tooLong =
            new ProtocolViolation(
                ErrorCode.ERROR_CODE_TIMED_OUT, "the transfer stood still for too long");
        if (id == 0) {
          transfers.refuseLatest(tooLong);
        } else {
          endStream(id, tooLong);
        }
      }
    }
    if (outbound.isWriting() || owesDemand) {
      // Stalled, or not read by us, is not silent: a peer that goes on has its time before it.
      lastReceivedMs = loop.nowMs();
    }
    if (loop.nowMs() - lastReceivedMs > server.limits().silenceMs()) {
      fail(CloseCode.NORMAL, "nothing was heard for " + server.limits().silenceMs() + " ms");
      return;
    }
    loop.schedule(LIVENESS_CHECK_MS, this::checkLiveness);
  }

  // ---- status

  /**
   * Tells how it stands; null when it has ended, or is not this principal's. From any thread; the
   * answer comes on this connection's loop.
   *
   * @param principal whose connections are to be told of; null for everybody's
   */
  void status(@Nullable String principal, Consumer<@Nullable ConnectionStatus> answer) {
    loop.execute(() -> answer.accept(status(principal)));
  }

  private @Nullable ConnectionStatus status(@Nullable String principal) {
    Session current = session;
    if (current == null || closed) {
      return null;
    }
    String name = current.accepted().principal().name();
    if (principal != null && !principal.equals(name)) {
      return null;
    }
    ConnectionStatus.Builder status =
        ConnectionStatus.newBuilder()
            .setConnectionId(connectionId)
            .setPrincipal(name)
            .setClientName(clientName())
            .setClientId(clientId())
            .setRemoteAddress(edge.remoteAddress())
            .setOpenedAtMs(openedAtMs)
            .setRoundTripUs(roundTripUs)
            .setReceivedBytes(receivedBytes)
            .setSentBytes(outbound.sentBytes())
            .setConfirmedBytes(confirmedBytes)
            .setWritePending(outbound.isWriting());
    return status.addAllStreams(streams.status()).build();
  }

  // ---- the end

  private void close(ProtocolViolation violation) {
    boolean tooBig = violation.code() == ErrorCode.ERROR_CODE_LIMIT_EXCEEDED && session != null;
    server
        .events()
        .connectionRefused(
            connectionId, violation.code().name(), String.valueOf(violation.getMessage()));
    refuseFrame(0, violation);
    outbound.flushControl();
    fail(
        tooBig ? CloseCode.TOO_BIG : CloseCode.of(violation.code()),
        String.valueOf(violation.getMessage()));
  }

  /** A fault of ours, whatever caused it: the peer is told, for nothing else would tell it. */
  private void crashed() {
    if (!closed) {
      String reason = "the server failed; its log says how";
      try {
        close(new ProtocolViolation(ErrorCode.ERROR_CODE_INTERNAL, reason));
      } finally {
        fail(CloseCode.INTERNAL, reason);
      }
    }
  }

  private void fail(int code, String reason) {
    if (!closed) {
      server.events().connectionClosed(connectionId, code, reason);
      try {
        shut();
      } finally {
        edge.close(code, reason);
      }
    }
  }

  private void shut() {
    if (closed) {
      return;
    }
    closed = true;
    outbound.stop();
    Session current = session;
    if (current != null) {
      current.guard().stop();
      server.connections().leave(connectionId);
      server.admission().leave(current.accepted().principal().name());
      current.chunks().endAll();
    }
    streams.ids().forEach(this::forgetStream);
  }
}
