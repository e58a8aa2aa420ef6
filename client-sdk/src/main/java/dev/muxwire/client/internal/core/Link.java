package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ChunkAbort;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.GoAway;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkReceiver;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import dev.muxwire.wire.ReservationBudget;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to the end: handshake, liveness, the streams by their ids, and
 * the one dispatch of what arrives. Never used again after its end.
 */
final class Link implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final int NORMAL_CLOSE = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int PROTOCOL_ERROR = 1002;

  /** A client_id of 32 bytes, a secret of 64, and what is around them. */
  private static final int MAX_IDENTITY_BYTES = 128;

  /** Whoever owns the link; called on the loop. */
  interface Owner {
    /** The socket is open and Hello was sent: streams may be opened. */
    void opened(Link link);

    /** The server knows us. */
    void welcomed(Link link, Welcome welcome);

    /** The server will close; nothing new is opened here. */
    void draining(Link link);

    /** The end, once. */
    void lost(Link link, Loss loss);
  }

  /**
   * Why a link ended.
   *
   * @param reason for people and pending futures
   * @param clean the server asked us to come again at once
   */
  record Loss(MuxwireException reason, boolean clean) {}

  private final Loop loop;
  private final Owner owner;
  private final Requests requests;
  private final Hello hello;
  private final Liveness liveness;
  private final ChunkReceiver chunks;
  private final long maxMessageBytes;
  private final TransportConnection connection;
  private final Outbox outbox;

  private final Map<Integer, ClientStream> streams = new HashMap<>();

  /** Ends and refusals to tell the server; at most one for each stream opened here, and for 0. */
  private final Map<Integer, Optional<Error>> endings = new LinkedHashMap<>();

  private final Set<ClientStream> waitingToOpen = new LinkedHashSet<>();
  private boolean openingInChunks;
  private int nextStreamId = 1;
  private long nextTransferId = 1;
  private long initialSendCreditBytes =
      ProtocolLimits.initialCreditBytes(ProtocolLimits.MIN_PACKET_BYTES);
  private boolean welcomed;
  private List<String> features = List.of();
  private boolean draining;
  private boolean ended;
  private @Nullable MuxwireException toldReason;

  Link(
      CoreContext context,
      Transport transport,
      URI uri,
      Hello hello,
      Requests requests,
      Owner owner) {
    this.loop = context.loop();
    this.owner = owner;
    this.requests = requests;
    this.hello = hello;
    this.maxMessageBytes = context.limits().maxMessageBytes();
    this.chunks =
        new ChunkReceiver(
            context.limits().maxMessageBytes(),
            List.of(ReservationBudget.of(context.limits().maxMessageBytes(), "this connection")));
    this.connection = transport.connect(uri, new OnLoop());
    this.outbox = new Outbox(loop, connection, this::probeIsDue);
    this.liveness = new Liveness(loop, this, outbox);
  }

  /** Brings what the transport tells to the loop. */
  private final class OnLoop implements TransportListener {
    @Override
    public void opened() {
      loop.execute(Link.this::onOpened);
    }

    @Override
    public void packet(byte[] packet) {
      loop.enter(() -> onPacket(packet));
    }

    @Override
    public void closed(int code, String reason) {
      loop.execute(() -> onClosed(code, reason));
    }
  }

  Outbox outbox() {
    return outbox;
  }

  private void probeIsDue() {
    liveness.probeIsDue();
  }

  boolean isWelcomed() {
    return welcomed;
  }

  /** Was an optional feature negotiated? Not before Welcome. */
  boolean has(String feature) {
    return features.contains(feature);
  }

  /** May something new begin here? */
  boolean takesNew() {
    return !draining && !ended;
  }

  /** What a stream of this connection may send at first. */
  long initialSendCreditBytes() {
    return initialSendCreditBytes;
  }

  long newTransferId() {
    return nextTransferId++;
  }

  /** Gives a stream its id, as its first frame is written: ids rise on the wire. */
  void register(ClientStream stream) {
    streams.put(nextStreamId++, stream);
  }

  /**
   * Until an opening that goes in chunks is whole, no other may be written: its id would be taken
   * for one that was passed over.
   */
  boolean isOpeningInChunks() {
    return openingInChunks;
  }

  void openingInChunks(boolean value) {
    openingInChunks = value;
    if (!value) {
      waitingToOpen.forEach(stream -> outbox.want(Lane.CONTROL, stream));
      waitingToOpen.clear();
    }
  }

  void openLater(ClientStream stream) {
    waitingToOpen.add(stream);
  }

  /** The id that the next stream registered will have. */
  int nextStreamId() {
    return nextStreamId;
  }

  /** Ends a stream on the wire; what still arrives for it is ignored. */
  void endStream(int streamId, @Nullable Error error) {
    if (streams.remove(streamId) != null) {
      chunks.end(streamId);
      endings.put(streamId, Optional.ofNullable(error));
      outbox.want(Lane.CONTROL, this);
    }
  }

  /** Closes in good order. */
  void close() {
    end(NORMAL_CLOSE, "done", new Loss(closedByUs(), false));
  }

  /** Closes a drained connection, to come again at once. */
  void leave() {
    end(GOING_AWAY, "draining", new Loss(reasonOr(ErrorCode.DRAINING, "The server drains."), true));
  }

  /** Gives the connection up. */
  void fail(ErrorCode code, String message) {
    end(GOING_AWAY, message, new Loss(new MuxwireException(code, message), false));
  }

  private static MuxwireException closedByUs() {
    return new MuxwireException(ErrorCode.CANCELLED, "The client was closed.");
  }

  private void end(int closeCode, String closeReason, Loss loss) {
    if (!ended) {
      connection.close(closeCode, closeReason);
      ended(loss);
    }
  }

  private void ended(Loss loss) {
    ended = true;
    liveness.stop();
    outbox.close();
    chunks.endAll();
    streams.clear();
    owner.lost(this, loss);
  }

  private void onOpened() {
    if (ended) {
      return;
    }
    outbox.sendHello(hello);
    liveness.start();
    connection.requestOne();
    owner.opened(this);
  }

  private void onClosed(int code, String reason) {
    if (ended) {
      return;
    }
    String what = "The connection ended with " + code + (reason.isEmpty() ? "" : ": " + reason);
    ended(new Loss(reasonOr(CloseCodes.meaning(code), what), isClean(code)));
  }

  /** What the server said in an Error frame counts more than the close code. */
  private MuxwireException reasonOr(ErrorCode code, String message) {
    MuxwireException told = toldReason;
    return told != null ? told : new MuxwireException(code, message);
  }

  private boolean isClean(int code) {
    return welcomed && (draining || code == GOING_AWAY);
  }

  private void onPacket(byte[] packet) {
    if (ended) {
      return;
    }
    toldReason = null; // it was of something else: the connection went on
    try {
      List<ServerFrame> frames = Bodies.parse(ServerPacket.parser(), packet).getFramesList();
      liveness.heard(packet.length, frames.stream().anyMatch(Link::isPayload));
      for (ServerFrame frame : frames) {
        if (!ended) {
          take(frame);
        }
      }
    } catch (ProtocolViolation violation) {
      LOG.warn("The server broke the protocol: {}", violation.getMessage());
      end(
          PROTOCOL_ERROR,
          violation.code().name(),
          new Loss(Converters.exception(violation), false));
    }
    if (!ended) {
      connection.requestOne();
    }
  }

  private void take(ServerFrame frame) {
    ClientStream stream = streams.get(frame.getStreamId());
    if (!frame.hasCompressed()) {
      handle(frame, Bodies.cost(frame));
    } else if (stream != null) {
      try {
        ServerFrame unpacked = stream.unpacker().unpack(frame, maxMessageBytes);
        handle(unpacked, Bodies.cost(unpacked));
      } catch (ProtocolViolation violation) {
        stream.violated(violation);
      }
    }
  }

  private static boolean isPayload(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case PING, PONG, RECEIVED -> false;
      default -> true;
    };
  }

  private void handle(ServerFrame frame, long costBytes) {
    if (frame.getStreamId() == 0) {
      handleConnection(frame);
      return;
    }
    ClientStream stream = streams.get(frame.getStreamId());
    if (stream == null) {
      return; // it ended, and this was on its way
    }
    try {
      handleStream(stream, frame, costBytes);
    } catch (ProtocolViolation violation) {
      LOG.warn("Stream {}: {}", frame.getStreamId(), violation.getMessage());
      stream.violated(violation);
    }
  }

  private void handleConnection(ServerFrame frame) {
    switch (frame.getBodyCase()) {
      case WELCOME -> onWelcome(frame.getWelcome());
      case PING -> liveness.pinged(frame.getPing().getNonce());
      case PONG -> {
        outbox.answered(frame.getPong().getNonce());
        liveness.answered();
      }
      case RECEIVED -> outbox.received(frame.getReceived().getConnectionBytes());
      case CREDIT, PAUSE, RESUME -> {}
      case ERROR -> onError(frame.getError());
      case GO_AWAY -> onGoAway(frame.getGoAway());
      case CHUNK -> onChunk(frame.getChunk());
      case CHUNK_ABORT -> onChunkAbort(frame.getChunkAbort());
      case MUTATE_RESULT,
          GET_RESULT,
          OPEN_TERMINAL_RESULT,
          REQUEST_DONE,
          WORKSPACE_LIST,
          SERVER_STATUS,
          BACKUP_CREATED ->
          requests.answered(frame);
      case CLOSE_STREAM,
          COMPRESSED,
          SUBSCRIBED,
          STATE_PART,
          ATTACHED,
          SCREEN,
          OUTPUT,
          SKIPPED,
          RESIZED,
          INPUT_ACK,
          EXITED,
          SCROLLBACK_PAGE,
          SEARCH_MATCH,
          SEARCH_PROGRESS,
          SEARCH_DONE,
          HOST_REGISTERED,
          OPEN,
          PUBLISHED,
          PUBLISH_ACK,
          HOST_INPUT,
          HOST_RESIZE,
          HOST_SIGNAL ->
          LOG.debug("Ignored {} on stream 0", frame.getBodyCase());
      case BODY_NOT_SET -> refuseUnknown();
    }
  }

  /** A body of a later version; one answer for however many come before it leaves. */
  private void refuseUnknown() {
    endings.put(
        0,
        Optional.of(
            Error.newBuilder()
                .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_UNSUPPORTED)
                .setMessage("This client does not know this body.")
                .build()));
    outbox.want(Lane.CONTROL, this);
  }

  private void handleStream(ClientStream stream, ServerFrame frame, long costBytes) {
    switch (frame.getBodyCase()) {
      case CREDIT -> stream.credited(frame.getCredit().getLimitBytes());
      case PAUSE -> stream.paused(true);
      case RESUME -> stream.paused(false);
      case CLOSE_STREAM -> {
        streams.remove(frame.getStreamId());
        stream.closedByServer();
      }
      case ERROR -> {
        streams.remove(frame.getStreamId());
        stream.failedByServer(Converters.exception(frame.getError()));
      }
      case CHUNK -> onStreamChunk(stream, frame.getStreamId(), frame.getChunk());
      case CHUNK_ABORT -> chunks.end(frame.getStreamId());
      case SUBSCRIBED,
          STATE_PART,
          ATTACHED,
          SCREEN,
          OUTPUT,
          SKIPPED,
          RESIZED,
          INPUT_ACK,
          EXITED,
          SCROLLBACK_PAGE,
          SEARCH_MATCH,
          SEARCH_PROGRESS,
          SEARCH_DONE,
          HOST_REGISTERED,
          OPEN,
          PUBLISHED,
          PUBLISH_ACK,
          HOST_INPUT,
          HOST_RESIZE,
          HOST_SIGNAL ->
          stream.received(frame, costBytes);
      case WELCOME,
          PING,
          PONG,
          RECEIVED,
          GO_AWAY,
          COMPRESSED,
          MUTATE_RESULT,
          GET_RESULT,
          OPEN_TERMINAL_RESULT,
          REQUEST_DONE,
          WORKSPACE_LIST,
          SERVER_STATUS,
          BACKUP_CREATED,
          BODY_NOT_SET ->
          throw ClientStream.unexpected(frame);
    }
  }

  private void onStreamChunk(ClientStream stream, int streamId, Chunk chunk) {
    stream.chunkReceived(chunk.getData().size());
    byte[] message = chunks.accept(streamId, chunk, loop.nowMs());
    if (message != null) {
      ServerFrame whole = Bodies.parse(ServerFrame.parser(), message);
      stream.receivedInChunks(whole);
    }
  }

  private void onChunk(Chunk chunk) {
    byte[] message = chunks.accept(0, chunk, loop.nowMs());
    if (message != null) {
      ServerFrame whole = Bodies.parse(ServerFrame.parser(), message);
      if (whole.getBodyCase() != ServerFrame.BodyCase.CHUNK) {
        handleConnection(whole);
      }
    }
  }

  private void onChunkAbort(ChunkAbort abort) {
    chunks.end(0);
    requests.transferAborted(abort.getTransferId());
  }

  private void onWelcome(Welcome welcome) {
    int identityBytes = welcome.getIdentity().getSerializedSize();
    if (identityBytes > MAX_IDENTITY_BYTES) { // it would have to fit into the next Hello
      throw new ProtocolViolation(
          dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_MALFORMED,
          "an identity of " + identityBytes + " bytes",
          MAX_IDENTITY_BYTES);
    }
    welcomed = true;
    features = List.copyOf(welcome.getFeaturesList());
    int maxPacketBytes = welcome.getLimits().getMaxPacketBytes();
    outbox.setMaxPacketBytes(
        maxPacketBytes == 0
            ? ProtocolLimits.DEFAULT_PACKET_BYTES
            : Math.max(
                ProtocolLimits.MIN_PACKET_BYTES,
                Math.min(maxPacketBytes, ProtocolLimits.MAX_PACKET_BYTES)));
    raiseInitialCredit(welcome.getLimits().getInitialCreditBytes());
    liveness.welcomed(welcome.getPingIntervalMs());
    owner.welcomed(this, welcome);
  }

  /** Streams opened before Welcome began with the least that every server grants. */
  private void raiseInitialCredit(long told) {
    if (told > initialSendCreditBytes) {
      initialSendCreditBytes = told;
      List.copyOf(streams.values()).forEach(stream -> stream.credited(told));
    }
  }

  private void onError(Error error) {
    if (error.getRequestSeq() != 0) {
      requests.failed(error.getRequestSeq(), Converters.exception(error));
    } else if (error.getTransferId() != 0) {
      requests.transferRefused(error.getTransferId(), Converters.exception(error));
    } else {
      toldReason = Converters.exception(error);
    }
  }

  private void onGoAway(GoAway goAway) {
    draining = true;
    LOG.info("The server goes away: {} {}", goAway.getCode(), goAway.getMessage());
    owner.draining(this);
  }

  @Override
  public boolean fill(Lane lane, PacketWriter out) {
    if (!liveness.fill(out)) {
      return true;
    }
    var each = endings.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Integer, Optional<Error>> ending = each.next();
      Optional<Error> error = ending.getValue();
      PacketWriter.Added added =
          error.isPresent()
              ? out.add(ending.getKey(), ClientFrame.ERROR_FIELD_NUMBER, error.get())
              : out.add(
                  ending.getKey(),
                  ClientFrame.CLOSE_STREAM_FIELD_NUMBER,
                  CloseStream.getDefaultInstance());
      if (added != PacketWriter.Added.YES) {
        return true;
      }
      each.remove();
    }
    return false;
  }
}
