package dev.muxwire.server.connection;

import com.google.protobuf.UnsafeByteOperations;
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
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/** History by bytes: a cursor from one offset to another, then the end of the stream. */
final class ScrollbackStream extends ServerStream implements Source {
  private static final int FRAME_OVERHEAD_BYTES = 64;

  private final String workspace;
  private final String terminalId;
  private final ByteRange range;
  private final TerminalDirectory directory;
  private @Nullable TerminalOutput output;
  private @Nullable OutputCursor cursor;
  private long until;
  private final OutputLoading loading = new OutputLoading(this);

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
          long end = found.output().end();
          until = range.getTo() == 0 ? end : Math.min(range.getTo(), end);
          output = found.output();
          cursor = new OutputCursor(found.output(), range.getFrom());
          context.outbound().wake();
        });
  }

  @Override
  public Priority priority() {
    return Priority.SCROLLBACK;
  }

  @Override
  public boolean ready() {
    boolean mayMove = cursor != null && !loading.isUnderWay() && !isPaused() && !isClosed();
    return mayMove && (isDone() || sendCredit.availableBytes() > FRAME_OVERHEAD_BYTES);
  }

  private boolean isDone() {
    OutputCursor current = cursor;
    return current != null && current.position() >= until;
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    OutputCursor current = cursor;
    TerminalOutput from = output;
    if (current == null || from == null) {
      return Fill.EMPTY;
    }
    int before = packet.size();
    while (!isDone() && addStep(packet, current, from)) {
      // one step after the other, as long as there is room
    }
    if (isDone() && packet.room(id) >= FRAME_OVERHEAD_BYTES) {
      packet.add(id, CLOSE_STREAM);
      context.forgetStream(id);
    }
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private boolean addStep(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    long bytes = Math.min(packet.room(id), sendCredit.availableBytes()) - FRAME_OVERHEAD_BYTES;
    if (bytes <= 0) {
      return false;
    }
    OutputCursor.Step step = current.next((int) Math.min(bytes, until - current.position()));
    if (step instanceof OutputCursor.Data data) {
      addPage(packet, data, from);
    } else if (step instanceof OutputCursor.Missing missing) {
      addGap(packet, missing.gap());
    } else if (step instanceof OutputCursor.NotLoaded) {
      loading.begin(current);
      return false;
    } else {
      return step instanceof OutputCursor.Resize;
    }
    return true;
  }

  private void addPage(PacketBuilder packet, OutputCursor.Data data, TerminalOutput from) {
    ScrollbackPage page =
        ScrollbackPage.newBuilder()
            .setOffset(data.offset())
            .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.from(), data.length()))
            .setRetainedFrom(from.retainedFrom())
            .build();
    packet.add(id, Bodies.encode(ServerFrame.SCROLLBACK_PAGE_FIELD_NUMBER, page));
    sendCredit.spend(page.getSerializedSize());
  }

  private void addGap(PacketBuilder packet, Gap gap) {
    context
        .server()
        .events()
        .outputSkipped(gap.reason().name(), Math.min(gap.to(), until) - gap.from());
    Skipped skipped =
        Skipped.newBuilder()
            .setFrom(gap.from())
            .setTo(Math.min(gap.to(), until))
            .setReason(gap.reason())
            .build();
    packet.add(id, Bodies.encode(ServerFrame.SKIPPED_FIELD_NUMBER, skipped));
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_SCROLLBACK)
        .setWorkspace(workspace)
        .setTerminalId(terminalId);
    OutputCursor current = cursor;
    if (current != null) {
      status.setLag(Math.max(0, until - current.position()));
    }
  }

  @Override
  void onFrame(ClientFrame frame) {
    throw misplaced(frame);
  }

  @Override
  void onClosed() {}
}
