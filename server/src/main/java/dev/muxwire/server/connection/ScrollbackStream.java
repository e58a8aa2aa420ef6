package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/** History by bytes: from one offset to another, then the end of the stream. */
abstract class ScrollbackStream extends ServerStream implements Source {
  static final int FRAME_OVERHEAD_BYTES = 64;

  private final String workspace;
  private final String terminalId;
  private final ByteRange range;
  private final TerminalDirectory directory;
  private @Nullable TerminalOutput output;
  final OutputLoading loading = new OutputLoading(this);

  static ScrollbackStream of(
      StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    return fetch.getWithTimes()
        ? new TimedScrollbackStream(context, id, fetch, rooms)
        : new PlainScrollbackStream(context, id, fetch, rooms);
  }

  ScrollbackStream(StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    super(context, id, 0, rooms);
    if (fetch.hasLines()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          "this server has no feature 'scrollback-lines'; fetch by bytes");
    }
    this.range = fetch.getBytes();
    if (range.getTo() != 0 && range.getTo() < range.getFrom()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "the range ends before it begins");
    }
    this.workspace = rooms.name();
    this.terminalId = fetch.getTerminalId();
    this.directory = rooms.terminals();
    directory.loop().execute(this::find);
  }

  private void find() {
    Terminal found = directory.find(terminalId);
    ProtocolViolation why = directory.whyMissing(terminalId);
    later(
        () -> {
          if (found == null) {
            fail(why.code(), String.valueOf(why.getMessage()));
            return;
          }
          begin(found.output(), range);
          output = found.output();
          context.outbound().wake();
        });
  }

  /** The terminal was found; from here on the rest is asked. */
  abstract void begin(TerminalOutput found, ByteRange asked);

  /** Bytes that are still to be told, at most. */
  abstract long lagBytes();

  /** Is the range told? */
  abstract boolean isDone();

  /** Adds what comes next, of at most so many bytes; false if there is nothing now. */
  abstract boolean addStep(PacketBuilder packet, int maxBytes, TerminalOutput from);

  @Override
  public Priority priority() {
    return Priority.SCROLLBACK;
  }

  @Override
  public boolean ready() {
    boolean mayMove = output != null && !loading.isUnderWay() && !isPaused() && !isClosed();
    return mayMove && (isDone() || sendCredit.availableBytes() > FRAME_OVERHEAD_BYTES);
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    TerminalOutput from = output;
    if (from == null) {
      return Fill.EMPTY;
    }
    int before = packet.size();
    while (!isDone() && addStep(packet, from)) {
      // one step after the other, as long as there is room
    }
    if (isDone() && packet.room(id) >= FRAME_OVERHEAD_BYTES) {
      packet.add(id, CLOSE_STREAM);
      context.forgetStream(id);
    }
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private boolean addStep(PacketBuilder packet, TerminalOutput from) {
    long bytes = Math.min(packet.room(id), sendCredit.availableBytes()) - FRAME_OVERHEAD_BYTES;
    return bytes > 0 && addStep(packet, (int) bytes, from);
  }

  final void addPage(PacketBuilder packet, ScrollbackPage page) {
    packet.add(id, Bodies.encode(ServerFrame.SCROLLBACK_PAGE_FIELD_NUMBER, page));
    sendCredit.spend(page.getSerializedSize());
  }

  final void addGap(PacketBuilder packet, Gap gap) {
    context.server().events().outputSkipped(gap.reason().name(), gap.to() - gap.from());
    Skipped skipped =
        Skipped.newBuilder().setFrom(gap.from()).setTo(gap.to()).setReason(gap.reason()).build();
    packet.add(id, Bodies.encode(ServerFrame.SKIPPED_FIELD_NUMBER, skipped));
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_SCROLLBACK)
        .setWorkspace(workspace)
        .setTerminalId(terminalId);
    if (output != null) {
      status.setLag(Math.max(0, lagBytes()));
    }
  }

  @Override
  void onFrame(ClientFrame frame) {
    throw misplaced(frame);
  }
}
