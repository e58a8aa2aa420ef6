package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.LineSpan;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.Features;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * History from one offset to another, then the end of the stream. Where lines are asked for, their
 * offsets are looked up first.
 */
abstract class ScrollbackStream extends ServerStream implements Source {
  static final int FRAME_OVERHEAD_BYTES = 64;

  private final String workspace;
  private final String terminalId;
  private final FetchScrollback fetch;
  private final TerminalDirectory directory;
  final OutputLoading loading = new OutputLoading(this);

  /** Looked at by the terminal's loop, which works for nobody else. */
  private volatile boolean over;

  // Once the terminal was found, and the lines in it.
  private @Nullable Terminal terminal;
  private @Nullable LineNumbers numbers;
  private boolean isEmpty;

  static ScrollbackStream of(
      StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    return fetch.getWithTimes()
        ? new TimedScrollbackStream(context, id, fetch, rooms)
        : new PlainScrollbackStream(context, id, fetch, rooms);
  }

  ScrollbackStream(StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    super(context, id, 0, rooms);
    this.fetch = fetch;
    if (fetch.hasLines()) {
      requireGood(context, fetch.getLines());
    } else {
      requireGood(fetch.getBytes());
    }
    this.workspace = rooms.name();
    this.terminalId = fetch.getTerminalId();
    this.directory = rooms.terminals();
    directory.loop().execute(this::find);
  }

  private static void requireGood(ByteRange range) {
    if (range.getTo() != 0 && range.getTo() < range.getFrom()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "the range ends before it begins");
    }
  }

  private static void requireGood(StreamContext context, LineRange range) {
    if (!context.has(Features.SCROLLBACK_LINES)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          "the feature '"
              + Features.SCROLLBACK_LINES
              + "' was not negotiated; name it in Hello.features, or fetch by bytes");
    }
    if (range.hasLine() && range.getOffset() != 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "the lines are asked for by line and by offset; give one of them");
    }
  }

  private void find() {
    Terminal found = directory.find(terminalId);
    if (found == null) {
      ProtocolViolation why = directory.whyMissing(terminalId);
      later(() -> fail(why.code(), String.valueOf(why.getMessage())));
    } else if (fetch.hasLines()) {
      found
          .span(fetch.getLines(), () -> !over)
          .whenComplete((span, failure) -> later(() -> begin(found, span, failure)));
    } else {
      later(() -> begin(found, fetch.getBytes()));
    }
  }

  private void begin(Terminal found, @Nullable LineSpan span, @Nullable Throwable failure) {
    if (span == null) {
      String message = failure == null ? "it is not known why" : failure.getMessage();
      fail(ErrorCode.ERROR_CODE_STORAGE, String.valueOf(message));
      return;
    }
    numbers = new LineNumbers(span);
    isEmpty = span.from() == span.to();
    begin(found, ByteRange.newBuilder().setFrom(span.from()).setTo(span.to()).build());
  }

  private void begin(Terminal found, ByteRange asked) {
    if (!isEmpty) { // else its `to`, if 0, would mean the end
      begin(found.output(), asked);
    }
    terminal = found;
    context.outbound().wake();
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
    boolean mayMove = terminal != null && !loading.isUnderWay() && !isPaused() && !isClosed();
    return mayMove && (isAllTold() || sendCredit.availableBytes() > FRAME_OVERHEAD_BYTES);
  }

  private boolean isAllTold() {
    LineNumbers current = numbers;
    return (current == null || current.isHeadTold()) && (isEmpty || isDone());
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    Terminal from = terminal;
    if (from == null) {
      return Fill.EMPTY;
    }
    int before = packet.size();
    while (!isAllTold() && addStep(packet, from.output())) {
      // one step after the other, as long as there is room
    }
    if (isAllTold() && packet.room(id) >= FRAME_OVERHEAD_BYTES) {
      packet.add(id, CLOSE_STREAM);
      context.forgetStream(id);
    }
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private boolean addStep(PacketBuilder packet, TerminalOutput from) {
    long bytes = Math.min(packet.room(id), sendCredit.availableBytes()) - FRAME_OVERHEAD_BYTES;
    if (bytes <= 0 || loading.isUnderWay()) {
      return false;
    }
    LineNumbers current = numbers;
    if (current != null && !current.isHeadTold()) {
      addBody(packet, current.head(from.retainedFrom()));
      return true;
    }
    return addStep(packet, (int) bytes, from);
  }

  /** Do pages say on which line they begin? */
  final boolean tellsLines() {
    return numbers != null;
  }

  final void addPage(PacketBuilder packet, ScrollbackPage page) {
    LineNumbers current = numbers;
    addBody(packet, current == null ? page : current.number(page));
  }

  private void addBody(PacketBuilder packet, ScrollbackPage page) {
    packet.add(id, ServerFrame.SCROLLBACK_PAGE_FIELD_NUMBER, page);
    sendCredit.spend(page.getSerializedSize());
  }

  final void addGap(PacketBuilder packet, Gap gap) {
    context.server().events().outputSkipped(gap.reason().name(), gap.to() - gap.from());
    Skipped skipped =
        Skipped.newBuilder().setFrom(gap.from()).setTo(gap.to()).setReason(gap.reason()).build();
    packet.add(id, ServerFrame.SKIPPED_FIELD_NUMBER, skipped);
    numberAnew(gap);
  }

  /** What was erased on the way had lines, which are not counted here; a hole has none. */
  private void numberAnew(Gap gap) {
    LineNumbers current = numbers;
    Terminal asked = terminal;
    if (current == null || asked == null || isDone() || !LineNumbers.mayMiss(gap)) {
      return;
    }
    loading.begin(
        whenDone ->
            directory
                .loop()
                .execute(
                    () ->
                        asked
                            .lineAt(gap.to(), () -> !over)
                            .whenComplete(
                                (line, failure) -> {
                                  if (line != null) {
                                    current.continueAt(line);
                                  }
                                  whenDone.accept(failure);
                                })));
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_SCROLLBACK)
        .setWorkspace(workspace)
        .setTerminalId(terminalId);
    if (terminal != null) {
      status.setLag(Math.max(0, lagBytes()));
    }
  }

  @Override
  void onFrame(ClientFrame frame) {
    throw misplaced(frame);
  }

  @Override
  void onClosed() {
    over = true;
  }
}
