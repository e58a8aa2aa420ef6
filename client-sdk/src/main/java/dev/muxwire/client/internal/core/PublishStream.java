package dev.muxwire.client.internal.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.HostInputAck;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.LivingTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishAck;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.Published;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One terminal that this host publishes. */
final class PublishStream extends ClientStream implements PublishedTerminal {
  /** Around the data of a PublishOutput: tags, lengths and the other fields at their longest. */
  private static final int OUTPUT_OVERHEAD_BYTES = 48;

  /** Less than this is not worth a frame: it waits for the next packet. */
  private static final int MIN_OUTPUT_BYTES = 512;

  private final HostStream host;
  private final String terminalId;
  private final HostTerminalListener listener;
  private final SerialCallbacks callbacks;
  private final HostInputs inputs = new HostInputs();
  private final CompletableFuture<Void> exitDurable = new CompletableFuture<>();

  private final AtomicBoolean durableToTell = new AtomicBoolean();

  /** Guards the order of appends by several threads; see its own class. */
  private final PublishGate gate;

  // Touched on the loop.
  private final PublishBuffer buffer = new PublishBuffer();
  private long logEpoch;

  /** The program has ended. */
  private boolean exited;

  // Valid for one connection.
  private boolean published;
  private @Nullable PublishHole holeDue;

  PublishStream(
      CoreContext context, HostStream host, String terminalId, HostTerminalListener listener) {
    super(context);
    this.host = host;
    this.terminalId = terminalId;
    this.listener = listener;
    this.callbacks = context.newCallbacks();
    this.gate = new PublishGate(context);
  }

  @Override
  public String terminalId() {
    return terminalId;
  }

  @Override
  public CompletableFuture<Void> append(byte[] data, long elapsedMicros) {
    ByteString copy = ByteString.copyFrom(data);
    return gate.append(
        copy.size(),
        () -> {
          if (!copy.isEmpty() && !isEnded()) {
            buffer.append(copy, elapsedMicros);
            want(Lane.BULK);
          }
        });
  }

  @Override
  public void resized(TerminalSize size, long elapsedMicros) {
    gate.inOrder(
        () -> {
          buffer.resized(size, elapsedMicros);
          want(Lane.BULK);
        });
  }

  @Override
  public CompletableFuture<Void> exited(TerminalExit exit, long elapsedMicros) {
    gate.inOrder(
        () -> {
          exited = true;
          buffer.exited(exit, elapsedMicros);
          want(Lane.BULK);
        });
    return exitDurable.copy();
  }

  @Override
  public long end() {
    return gate.end();
  }

  @Override
  public long durableOffset() {
    return gate.durable();
  }

  LivingTerminal living() {
    return LivingTerminal.newBuilder()
        .setTerminalId(terminalId)
        .setLogEpoch(logEpoch)
        .setHeldFrom(buffer.durable())
        .setEnd(buffer.end())
        .build();
  }

  @Override
  boolean isWanted() {
    return host.isRegistered();
  }

  @Override
  Opening opening() {
    return new Opening(
        ClientFrame.PUBLISH_FIELD_NUMBER,
        Publish.newBuilder()
            .setWorkspace(host.workspace())
            .setTerminalId(terminalId)
            .setHostId(host.hostId())
            .setInstance(host.instance())
            .setLogEpoch(logEpoch)
            .setHeldFrom(buffer.durable())
            .setEnd(buffer.end())
            .build());
  }

  @Override
  void onOpen() {
    published = false;
    holeDue = null;
  }

  @Override
  void onDetached() {
    published = false;
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case PUBLISHED -> onPublished(frame.getPublished());
      case PUBLISH_ACK -> onAck(frame.getPublishAck());
      case HOST_INPUT -> onInput(frame.getHostInput(), whenConsumed);
      case HOST_RESIZE -> {
        TerminalSize size = Converters.size(frame.getHostResize().getSize());
        callbacks.execute(() -> listener.resize(size));
      }
      case HOST_SIGNAL -> {
        String name = frame.getHostSignal().getName();
        callbacks.execute(() -> listener.signal(name));
      }
      default -> throw unexpected(frame);
    }
  }

  private void onPublished(Published told) {
    if (told.getEnd() > buffer.end()) {
      throw new ProtocolViolation(
          dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_MALFORMED,
          "the log ends at " + told.getEnd() + ", the terminal at " + buffer.end());
    }
    logEpoch = told.getLogEpoch();
    published = true;
    if (told.getEnd() < buffer.durable()) {
      // Only a server that lost what it called durable asks for it again.
      holeDue =
          PublishHole.newBuilder()
              .setFrom(told.getEnd())
              .setTo(buffer.durable())
              .setReason(SkipReason.SKIP_REASON_HOST_OVERFLOW)
              .build();
    }
    buffer.resumeAt(told.getEnd());
    if (told.getExited()) {
      finished();
    }
    want(Lane.BULK);
  }

  private void onAck(PublishAck ack) {
    durable(ack.getDurableOffset());
    if (ack.getExited()) {
      finished();
    }
  }

  private void durable(long offset) {
    long before = buffer.durable();
    buffer.durable(offset);
    long now = buffer.durable();
    if (now > before) {
      gate.durable(now);
      tellDurable();
    }
  }

  /** A listener that is slow is told the latest only. */
  private void tellDurable() {
    if (durableToTell.compareAndSet(false, true)) {
      callbacks.execute(
          () -> {
            durableToTell.set(false);
            listener.durable(gate.durable());
          });
    }
  }

  /**
   * The server has the end of it: the program's own, or one that it wrote itself when it took the
   * host for lost, as after a restart while the terminal was being opened.
   */
  private void finished() {
    context.done(exitDurable);
    if (!isEnded()) {
      stop();
      gate.release();
      host.finished(this);
      if (!exited) {
        MuxwireException reason =
            new MuxwireException(ErrorCode.EXITED, "The server has ended this terminal.");
        callbacks.execute(() -> listener.ended(reason));
      }
    }
  }

  private void onInput(HostInput input, Runnable whenConsumed) {
    if (!inputs.accept(input)) {
      whenConsumed.run();
      want(Lane.CONTROL);
      return;
    }
    byte[] data = input.getData().toByteArray();
    boolean typed = input.getKind() != InputKind.INPUT_KIND_REPLY;
    callbacks.execute(
        () ->
            write(data, typed)
                .whenComplete(
                    (done, failure) -> context.loop().execute(() -> written(input, whenConsumed))));
  }

  private CompletionStage<Void> write(byte[] data, boolean typed) {
    try {
      return listener.input(data, typed);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void written(HostInput input, Runnable whenConsumed) {
    inputs.written(input);
    whenConsumed.run();
    want(Lane.CONTROL);
  }

  @Override
  boolean fillOpen(Lane lane, PacketWriter out) {
    return switch (lane) {
      case CONTROL -> fillAcks(out);
      case INPUT -> false;
      case BULK -> published && fillOutput(out);
    };
  }

  private boolean fillAcks(PacketWriter out) {
    for (HostInputAck ack = inputs.nextAck(); ack != null; ack = inputs.nextAck()) {
      if (!add(out, ClientFrame.HOST_INPUT_ACK_FIELD_NUMBER, ack)) {
        return true;
      }
      inputs.ackSent(ack);
    }
    return false;
  }

  private boolean fillOutput(PacketWriter out) {
    PublishHole hole = holeDue;
    if (hole != null) {
      if (!add(out, ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, hole)) {
        return true;
      }
      holeDue = null;
    }
    for (PublishBuffer.Piece next = buffer.next(); next != null; next = buffer.next()) {
      PublishBuffer.Piece fitting = next;
      if (next instanceof PublishBuffer.Data data) {
        long room = out.roomForData(streamId(), OUTPUT_OVERHEAD_BYTES);
        long credit = sendableBytes() - OUTPUT_OVERHEAD_BYTES;
        int least = Math.min(MIN_OUTPUT_BYTES, data.bytes().size());
        if (credit < least) {
          return false; // until more is granted
        }
        if (room < least) {
          return true;
        }
        long length = Math.min(ProtocolLimits.PUBLISH_OUTPUT_BYTES, Math.min(room, credit));
        fitting = data.until((int) Math.min(length, data.bytes().size()));
      }
      if (!add(out, fieldOf(fitting), encode(fitting))) {
        return true;
      }
      buffer.sent(fitting);
    }
    return false;
  }

  private boolean add(PacketWriter out, int field, MessageLite message) {
    boolean added = out.add(streamId(), field, message) == PacketWriter.Added.YES;
    if (added && field == ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER) {
      spend(message.getSerializedSize());
    }
    return added;
  }

  private static int fieldOf(PublishBuffer.Piece piece) {
    if (piece instanceof PublishBuffer.Data) {
      return ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER;
    }
    return piece instanceof PublishBuffer.Size
        ? ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER
        : ClientFrame.PUBLISH_EXITED_FIELD_NUMBER;
  }

  private static MessageLite encode(PublishBuffer.Piece piece) {
    if (piece instanceof PublishBuffer.Data data) {
      return PublishOutput.newBuilder()
          .setOffset(data.offset())
          .setData(data.bytes())
          .setElapsedUs(data.elapsedMicros())
          .build();
    }
    if (piece instanceof PublishBuffer.Size size) {
      return PublishResized.newBuilder()
          .setOffset(size.offset())
          .setSize(Converters.encode(size.size()))
          .setElapsedUs(size.elapsedMicros())
          .build();
    }
    PublishBuffer.Exit exit = (PublishBuffer.Exit) piece;
    return PublishExited.newBuilder()
        .setOffset(exit.offset())
        .setExit(Converters.encode(exit.exit()))
        .setElapsedUs(exit.elapsedMicros())
        .build();
  }

  @Override
  void onEnded(@Nullable MuxwireException told) {
    MuxwireException reason =
        told != null
            ? told
            : new MuxwireException(ErrorCode.CANCELLED, "The server closed the stream.");
    gate.release();
    context.fail(exitDurable, reason);
    callbacks.execute(() -> listener.ended(reason));
    host.finished(this);
  }
}
