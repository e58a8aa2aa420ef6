package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.HostInputAck;
import dev.muxwire.proto.v1.HostResize;
import dev.muxwire.proto.v1.HostSignal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishAck;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.Published;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.terminal.InputItem;
import dev.muxwire.server.terminal.InputKey;
import dev.muxwire.server.terminal.Publisher;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A host's side of one terminal: output comes in as credit allows, input goes out. */
final class PublishStream extends ServerStream implements Source, Publisher {
  /** Around the data of an input: its keys, and its frame. */
  private static final int INPUT_OVERHEAD_BYTES = 128;

  private static final int CHUNK_OVERHEAD_BYTES = 64;

  private final Publish publish;
  private final TerminalDirectory directory;

  /** Input on its way to the host: as much as the viewers' windows let in. */
  private final Deque<InputItem> input = new ArrayDeque<>();

  /** Input larger than a packet, on its way. */
  private @Nullable ChunkSender transfer;

  /** Output that is not durable yet: what it takes of the credit comes back when it is. */
  private final Deque<PendingOutput> undurable = new ArrayDeque<>();

  private record PendingOutput(long end, long bytes) {}

  /** The program waits for a reader: what would be granted is kept here meanwhile. */
  private boolean held;

  private long withheldBytes;

  PublishStream(StreamContext context, int id, Publish publish, WorkspaceRooms rooms) {
    super(context, id, context.server().limits().publishWindowBytes(), rooms);
    this.publish = publish;
    this.directory = rooms.terminals();
    directory.loop().execute(this::begin);
  }

  // ---- on the terminals' loop

  private void begin() {
    if (!directory.isRegistered(publish.getHostId(), publish.getInstance())) {
      refused(
          ErrorCode.ERROR_CODE_FORBIDDEN,
          "register host '" + publish.getHostId() + "' with this instance first");
      return;
    }
    Terminal terminal = directory.find(publish.getTerminalId());
    if (terminal == null) {
      ProtocolViolation why = directory.whyMissing(publish.getTerminalId());
      refused(why.code(), String.valueOf(why.getMessage()));
      return;
    }
    if (!terminal.hostId().equals(publish.getHostId())) {
      refused(ErrorCode.ERROR_CODE_FORBIDDEN, "the terminal is another host's");
      return;
    }
    terminal.publish(this, publish.getHeldFrom());
  }

  @Override
  public void published(long epoch, long end, TerminalSize size, boolean exited) {
    Published message =
        Published.newBuilder()
            .setLogEpoch(epoch)
            .setEnd(end)
            .setSize(size)
            .setExited(exited)
            .build();
    later(
        () -> {
          context
              .outbound()
              .control(id, Bodies.encode(ServerFrame.PUBLISHED_FIELD_NUMBER, message));
          if (!held) {
            grant();
          }
        });
  }

  @Override
  public void durable(long offset, boolean exited) {
    PublishAck ack = PublishAck.newBuilder().setDurableOffset(offset).setExited(exited).build();
    later(
        () -> {
          while (!undurable.isEmpty() && undurable.element().end() <= offset) {
            release(undurable.remove().bytes());
          }
          context
              .outbound()
              .controlLatest(
                  id,
                  ServerFrame.PUBLISH_ACK_FIELD_NUMBER,
                  Bodies.encode(ServerFrame.PUBLISH_ACK_FIELD_NUMBER, ack));
        });
  }

  @Override
  public void hold(boolean wait) {
    later(
        () -> {
          held = wait;
          if (!wait) {
            long bytes = withheldBytes;
            withheldBytes = 0;
            receiveCredit.consumed(bytes);
            grant();
          }
        });
  }

  private void release(long bytes) {
    if (held) {
      withheldBytes += bytes;
    } else {
      consumed(bytes);
    }
  }

  @Override
  public void input(InputItem item) {
    soon(
        () -> {
          input.add(item);
          context.outbound().wake();
        });
  }

  @Override
  public void resize(TerminalSize size) {
    HostResize message = HostResize.newBuilder().setSize(size).build();
    later(
        () ->
            context
                .outbound()
                .controlLatest(
                    id,
                    ServerFrame.HOST_RESIZE_FIELD_NUMBER,
                    Bodies.encode(ServerFrame.HOST_RESIZE_FIELD_NUMBER, message)));
  }

  @Override
  public void signal(String name) {
    HostSignal message = HostSignal.newBuilder().setName(name).build();
    later(
        () ->
            context
                .outbound()
                .control(id, Bodies.encode(ServerFrame.HOST_SIGNAL_FIELD_NUMBER, message)));
  }

  @Override
  public void refused(ErrorCode code, String message) {
    later(() -> fail(code, message));
  }

  // ---- on the connection's loop

  @Override
  public Priority priority() {
    return Priority.ECHO;
  }

  @Override
  public boolean ready() {
    if (isPaused() || isClosed()) {
      return false;
    }
    InputItem next = input.peek();
    if (transfer != null || (next != null && isLarge(next))) {
      return sendCredit.availableBytes() > 0;
    }
    return next != null && message(next).getSerializedSize() <= sendCredit.availableBytes();
  }

  /** Of a host that takes small packets: its input goes in chunks, as its credit allows. */
  private boolean isLarge(InputItem item) {
    return item.data().size() + INPUT_OVERHEAD_BYTES > context.maxPacketBytes();
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    int before = packet.size();
    while (ready() && addNext(packet)) {
      // one after the other, as long as there is room
    }
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private boolean addNext(PacketBuilder packet) {
    if (transfer != null) {
      return addChunk(packet, transfer);
    }
    InputItem next = input.element();
    HostInput message = message(next);
    byte[] body = Bodies.encode(ServerFrame.HOST_INPUT_FIELD_NUMBER, message);
    if (isLarge(next)) {
      transfer = new ChunkSender(context.nextTransferId(), body);
      input.remove();
      return true;
    }
    if (!packet.fits(id, body.length)) {
      return false;
    }
    packet.add(id, body);
    sendCredit.spend(message.getSerializedSize());
    input.remove();
    return true;
  }

  private boolean addChunk(PacketBuilder packet, ChunkSender sender) {
    long bytes = Math.min(packet.room(id) - CHUNK_OVERHEAD_BYTES, sendCredit.availableBytes());
    if (bytes <= 0) {
      return false;
    }
    var chunk = sender.next((int) bytes);
    packet.add(id, ServerFrame.CHUNK_FIELD_NUMBER, chunk);
    sendCredit.spend(chunk.getData().size());
    if (sender.done()) {
      transfer = null;
    }
    return true;
  }

  private static HostInput message(InputItem item) {
    return HostInput.newBuilder()
        .setClientId(item.key().clientId())
        .setInputSource(item.key().source())
        .setSeq(item.seq())
        .setKind(item.kind())
        .setData(item.data())
        .build();
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_PUBLISH)
        .setWorkspace(publish.getWorkspace())
        .setTerminalId(publish.getTerminalId())
        .setHostId(publish.getHostId());
  }

  @Override
  void onFrame(ClientFrame frame) {
    switch (frame.getBodyCase()) {
      case PUBLISH_OUTPUT -> output(frame.getPublishOutput());
      case PUBLISH_RESIZED -> {
        TerminalRules.check(frame.getPublishResized().getSize());
        onTerminal((terminal, self) -> terminal.resized(self, frame.getPublishResized()));
      }
      case PUBLISH_HOLE ->
          onTerminal((terminal, self) -> terminal.hole(self, frame.getPublishHole()));
      case PUBLISH_EXITED ->
          onTerminal((terminal, self) -> terminal.exited(self, frame.getPublishExited()));
      case HOST_INPUT_ACK -> inputAck(frame.getHostInputAck());
      default -> throw misplaced(frame);
    }
  }

  private void output(PublishOutput output) {
    int bytes = output.getData().size();
    if (bytes == 0 || bytes > ProtocolLimits.PUBLISH_OUTPUT_BYTES || output.getOffset() < 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "output has 1 to " + ProtocolLimits.PUBLISH_OUTPUT_BYTES + " bytes, not " + bytes,
          ProtocolLimits.PUBLISH_OUTPUT_BYTES);
    }
    undurable.add(new PendingOutput(output.getOffset() + bytes, output.getSerializedSize()));
    onTerminal((terminal, self) -> terminal.append(self, output));
  }

  private void inputAck(HostInputAck ack) {
    InputKey key = new InputKey(ack.getClientId(), ack.getInputSource());
    onTerminal((terminal, self) -> terminal.inputWritten(key, ack.getSeq()));
  }

  private void onTerminal(BiConsumer<Terminal, Publisher> task) {
    directory
        .loop()
        .enter(
            () -> {
              Terminal terminal = directory.find(publish.getTerminalId());
              if (terminal != null) {
                task.accept(terminal, this);
              }
            });
  }

  @Override
  void onClosed() {
    onTerminal(Terminal::unpublish);
  }
}
