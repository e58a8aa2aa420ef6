package dev.muxwire.server.connection;

import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.SharedPacket;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.InputKey;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.StartPoint;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.server.terminal.Viewer;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of a terminal: a cursor on its output, and the way back for input.
 *
 * <pre>
 *   OPENING --terminal found--> BEHIND <--more output-- AT END
 *                                 `----all delivered-----^   --exit told--> stays open
 * </pre>
 *
 * <p>{@link #atEnd} alone is shared with the terminal's loop: set by the viewer when it has nothing
 * left, taken by whoever appends, so that output wakes only those who wait for it.
 */
final class TerminalStream extends ServerStream implements Source, Viewer {
  private static final long DEFAULT_MAX_LAG_BYTES = 4 * 1024 * 1024;

  /** After a jump a LIVE viewer goes on with so much of the latest output. */
  private static final long LIVE_TAIL_BYTES = 32 * 1024;

  /** The largest of the small frames around output: status, gap, size, exit. */
  private static final int SMALL_FRAME_BYTES = 128;

  private static final PackedOutput.Form OUTPUT =
      new PackedOutput.Form(
          ServerFrame.OUTPUT_FIELD_NUMBER, "output", TerminalStream::outputMessage);

  private final Attach attach;
  private final TerminalDirectory directory;
  private final InputKey inputKey;
  private final String presenceId;
  private final PresenceBook presence;
  private final AtomicBoolean atEnd = new AtomicBoolean();

  private volatile @Nullable TerminalSize size;

  /** Where the cursor is, for a terminal that waits for it. */
  private volatile long position;

  private @Nullable Terminal terminal;
  private @Nullable TerminalOutput output;
  private @Nullable OutputCursor cursor;
  private Attached.Builder attached = Attached.newBuilder();
  private boolean owesStatus;
  private @Nullable Gap owesGap;
  private final OutputLoading loading = new OutputLoading(this);
  private final PackedOutput packed;
  private final SharedOutput shared;
  private boolean exitTold;
  private boolean focused;

  /** Input that is on its way: what it takes of the credit comes back when it is written. */
  private final Deque<PendingInput> pendingInput = new ArrayDeque<>();

  private record PendingInput(long seq, long bytes) {}

  TerminalStream(StreamContext context, int id, Attach attach, WorkspaceRooms rooms) {
    super(context, id, context.server().limits().inputWindowBytes(), rooms);
    TerminalRules.check(attach);
    this.attach = attach;
    this.packed = new PackedOutput(context, id, sendCredit);
    this.shared = new SharedOutput(context.server().packetMemory(), packed::isUsed, id, sendCredit);
    this.directory = rooms.terminals();
    this.presence = rooms.presenceBook();
    this.inputKey = new InputKey(context.clientId(), attach.getInputSource());
    this.presenceId = "a:" + inputKey.clientId() + ":" + inputKey.source();
    this.size = attach.hasSize() ? attach.getSize() : null;
    directory.loop().execute(this::find);
  }

  // ---- on the terminals' loop

  private void find() {
    Terminal found = directory.find(attach.getTerminalId());
    if (found == null) {
      ProtocolViolation why = directory.whyMissing(attach.getTerminalId());
      later(() -> fail(why.code(), String.valueOf(why.getMessage())));
      return;
    }
    long recentFrom = attach.hasCursor() ? found.recentFrom() : Long.MAX_VALUE;
    StartPoint.find(
        attach,
        found.output(),
        start ->
            context
                .loop()
                .execute(
                    () -> {
                      if (!isClosed()) {
                        begin(found, start, recentFrom);
                      }
                    }));
  }

  @Override
  public InputKey inputKey() {
    return inputKey;
  }

  @Override
  public boolean readOnly() {
    return attach.getReadOnly();
  }

  @Override
  public boolean resumes() {
    return attach.hasCursor();
  }

  @Override
  public boolean required() {
    return attach.getRequired();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public @Nullable TerminalSize size() {
    return readOnly() ? null : size;
  }

  @Override
  public void wake(boolean alone) {
    if (!atEnd.compareAndSet(true, false)) {
      return;
    }
    if (alone) {
      soon(context.outbound()::wake);
    } else {
      later(context.outbound()::wake);
    }
  }

  @Override
  public void status(boolean responder, boolean sizer, boolean reachable) {
    later(
        () -> {
          attached.setResponder(responder).setSizer(sizer).setReachable(reachable);
          owesStatus = true;
          context.outbound().wake();
        });
  }

  @Override
  public void inputAcknowledged(long seq) {
    if (seq > 0) {
      later(() -> acknowledgeInput(seq));
    }
  }

  @Override
  public void refused(ErrorCode code, String message) {
    later(() -> fail(code, message));
  }

  // ---- on the connection's loop

  private void begin(Terminal found, StartPoint start, long recentFrom) {
    terminal = found;
    position = start.offset();
    output = found.output();
    cursor = new OutputCursor(found.output(), start.offset());
    owesGap = start.gap();
    attached
        .setStart(start.offset())
        .setLiveFrom(Math.min(found.output().end(), Math.max(recentFrom, start.offset())));
    directory.loop().execute(() -> found.attach(this));
    tellPresence();
  }

  private void tellPresence() {
    var attachment =
        dev.muxwire.proto.v1.Attachment.newBuilder()
            .setTerminalId(attach.getTerminalId())
            .setClientId(inputKey.clientId())
            .setClientName(context.clientName())
            .setFocused(focused)
            .setReadOnly(readOnly());
    TerminalSize current = size;
    if (current != null) {
      attachment.setSize(current);
    }
    presence.attached(this, presenceId, attachment.build());
  }

  @Override
  public Priority priority() {
    return focused ? Priority.ECHO : Priority.TERMINAL;
  }

  @Override
  public boolean ready() {
    if (cursor == null || isPaused() || isClosed()) {
      return false;
    }
    if (owesStatus) {
      return true;
    }
    boolean told = attached.getLogEpoch() != 0;
    if (!told
        || loading.isUnderWay()
        || sendCredit.availableBytes() <= SharedOutput.BODY_OVERHEAD_BYTES) {
      return false;
    }
    if (hasMore()) {
      return true;
    }
    if (atEnd.compareAndSet(false, true)) {
      awaitMore();
    }
    return hasMore() && atEnd.compareAndSet(true, false); // it may have come in between
  }

  private void awaitMore() {
    TerminalOutput from = output;
    if (from != null) {
      from.awaitMore(this);
    }
  }

  private boolean hasMore() {
    OutputCursor current = cursor;
    TerminalOutput from = output;
    return current != null
        && from != null
        && (owesGap != null || current.hasMore() || exitToTell(from) != null);
  }

  /** Null while there is none, and until its epoch is told: the status is on its way. */
  private @Nullable TerminalExit exitToTell(TerminalOutput from) {
    TerminalExit exit = from.exit(); // before the epoch, which may be a later one already
    return exitTold || from.epoch() != attached.getLogEpoch() ? null : exit;
  }

  @Override
  public @Nullable SharedPacket sharedPacket(int targetBytes) {
    OutputCursor current = cursor;
    TerminalOutput from = output;
    boolean first = owesStatus || owesGap != null;
    if (current == null || from == null || first || isTooFarBehind(current)) {
      return null;
    }
    SharedPacket packet = shared.next(current, from, targetBytes);
    if (packet != null) {
      tellPosition(current);
    }
    return packet;
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    OutputCursor current = cursor;
    TerminalOutput from = output;
    int before = packet.size();
    if (current == null || from == null || packet.room(id) < SMALL_FRAME_BYTES) {
      return Fill.EMPTY;
    }
    if (owesStatus) {
      addStatus(packet, current, from);
    }
    Gap gap = owesGap;
    if (gap != null) {
      owesGap = null;
      addGap(packet, gap);
    }
    if (isTooFarBehind(current)) {
      jump(packet, current, from);
    }
    while (packet.room(id) >= SMALL_FRAME_BYTES && addStep(packet, current, from)) {
      // one step after the other, as long as there is room
    }
    tellPosition(current);
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private void tellPosition(OutputCursor current) {
    position = current.position();
    Terminal watched = terminal;
    if (required() && watched != null && watched.waitsForReaders()) {
      directory.loop().execute(watched::judgeReaders);
    }
  }

  private void addStatus(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    owesStatus = false;
    long epoch = from.epoch();
    if (attached.getLogEpoch() != 0 && attached.getLogEpoch() != epoch) {
      continueInNewEpoch(current, from);
    }
    attached
        .setLogEpoch(epoch)
        .setRetainedFrom(from.retainedFrom())
        .setSize(from.size())
        .setSizePolicy(from.settings().sizePolicy())
        .setWaitForReaders(from.settings().waitForReaders());
    packet.add(id, ServerFrame.ATTACHED_FIELD_NUMBER, attached.build());
  }

  /**
   * The reader starts where it stands, not where it once began. An exit that it was told is none
   * any more: the log lost it in a failure.
   */
  private void continueInNewEpoch(OutputCursor current, TerminalOutput from) {
    exitTold = false;
    attached
        .setStart(Math.min(current.position(), from.end()))
        .setLiveFrom(Math.min(attached.getLiveFrom(), from.epochFrom()));
  }

  private boolean isTooFarBehind(OutputCursor current) {
    if (attach.getMode() != AttachMode.ATTACH_MODE_LIVE) {
      return false;
    }
    long maxLag = attach.getMaxLagBytes() == 0 ? DEFAULT_MAX_LAG_BYTES : attach.getMaxLagBytes();
    return current.lagBytes() > maxLag;
  }

  private void jump(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    // What it passes for other reasons than its lag is told with those.
    while (packet.room(id) >= SMALL_FRAME_BYTES) {
      Gap gone = current.skipMissing();
      if (gone == null) {
        skipLag(packet, current, from);
        return;
      }
      addGap(packet, gone);
    }
  }

  private void skipLag(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    long target = StartPoint.afterLineBreak(from, from.end() - LIVE_TAIL_BYTES);
    if (target > current.position()) {
      addGap(packet, current.skipTo(target, SkipReason.SKIP_REASON_LAG));
    }
  }

  /** Adds the next frame; false when there is none for now. */
  private boolean addStep(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    TerminalExit exit = exitToTell(from); // before the step: once it is there, no output follows
    long bytes =
        Math.min(packet.room(id), sendCredit.availableBytes()) - SharedOutput.BODY_OVERHEAD_BYTES;
    if (bytes <= 0) {
      return false;
    }
    PackedOutput.Added added = packed.add(packet, current, from, Long.MAX_VALUE, OUTPUT);
    if (added != PackedOutput.Added.NOT) {
      return added == PackedOutput.Added.PACKED;
    }
    OutputCursor.Step step = current.next((int) bytes);
    if (step instanceof OutputCursor.Data data) {
      Output message = outputMessage(data);
      packet.add(id, ServerFrame.OUTPUT_FIELD_NUMBER, message);
      sendCredit.spend(message.getSerializedSize());
      return true;
    }
    if (step instanceof OutputCursor.Resize resize) {
      packet.add(
          id,
          ServerFrame.RESIZED_FIELD_NUMBER,
          Resized.newBuilder().setOffset(resize.offset()).setSize(resize.size()).build());
      return true;
    }
    if (step instanceof OutputCursor.Missing missing) {
      addGap(packet, missing.gap());
      return true;
    }
    if (step instanceof OutputCursor.NotLoaded) {
      loading.begin(current);
    } else if (exit != null) {
      tellLoss(packet, current, from);
      exitTold = true;
      packet.add(
          id,
          ServerFrame.EXITED_FIELD_NUMBER,
          Exited.newBuilder().setOffset(current.position()).setExit(exit).build());
    }
    return false;
  }

  static Output outputMessage(OutputCursor.Data data) {
    return Output.newBuilder()
        .setOffset(data.offset())
        .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.from(), data.length()))
        .build();
  }

  /**
   * A viewer that came with bytes of the last epoch, which its host never sent again, stands at the
   * end now.
   */
  private void tellLoss(PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    if (current.position() > from.end()) {
      attached.setStart(from.end());
      addStatus(packet, current, from);
      addGap(packet, current.rewindTo(from.end()));
    }
  }

  private void addGap(PacketBuilder packet, Gap gap) {
    context.server().events().outputSkipped(gap.reason().name(), gap.to() - gap.from());
    packet.add(
        id,
        ServerFrame.SKIPPED_FIELD_NUMBER,
        Skipped.newBuilder().setFrom(gap.from()).setTo(gap.to()).setReason(gap.reason()).build());
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status
        .setKind(StreamKind.STREAM_KIND_TERMINAL)
        .setWorkspace(attach.getWorkspace())
        .setTerminalId(attach.getTerminalId());
    OutputCursor current = cursor;
    if (current != null) {
      status.setLag(current.lagBytes());
    }
  }

  @Override
  void onFrame(ClientFrame frame) {
    switch (frame.getBodyCase()) {
      case INPUT -> input(frame.getInput());
      case RESIZE -> resize(frame.getResize().getSize());
      case SIGNAL -> signal(frame.getSignal().getName());
      case SET_FOCUS -> {
        focused = frame.getSetFocus().getFocused();
        tellPresence();
      }
      default -> throw misplaced(frame);
    }
  }

  private void input(Input input) {
    requireActive();
    TerminalRules.check(input);
    grantIfDue(); // the whole window, to one that types: most never do
    pendingInput.add(new PendingInput(input.getSeq(), input.getSerializedSize()));
    onTerminal(found -> found.input(this, input.getSeq(), input.getKind(), input.getData()));
  }

  private void acknowledgeInput(long seq) {
    while (!pendingInput.isEmpty() && pendingInput.element().seq() <= seq) {
      consumed(pendingInput.remove().bytes());
    }
    context
        .outbound()
        .controlLatest(
            id,
            ServerFrame.INPUT_ACK_FIELD_NUMBER,
            Bodies.encode(
                ServerFrame.INPUT_ACK_FIELD_NUMBER, InputAck.newBuilder().setSeq(seq).build()));
  }

  private void resize(TerminalSize newSize) {
    TerminalRules.check(newSize);
    size = newSize;
    if (!readOnly()) {
      onTerminal(found -> found.viewerResized(this));
    }
    tellPresence();
  }

  private void signal(String name) {
    requireActive();
    TerminalRules.checkSignal(name);
    onTerminal(
        found -> {
          if (!found.signal(name)) {
            later(
                () ->
                    context
                        .outbound()
                        .control(
                            0,
                            Bodies.encode(
                                ServerFrame.ERROR_FIELD_NUMBER,
                                new ProtocolViolation(
                                        ErrorCode.ERROR_CODE_UNREACHABLE,
                                        "the terminal's host is not connected; the signal was not sent")
                                    .toError(0))));
          }
        });
  }

  private void requireActive() {
    if (readOnly()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_FORBIDDEN, "this viewer is read-only; attach without read_only");
    }
  }

  private void onTerminal(java.util.function.Consumer<Terminal> task) {
    // Before the terminal is found there is nothing to do it to but wait in the order of its loop.
    directory
        .loop()
        .enter(
            () -> {
              Terminal found = directory.find(attach.getTerminalId());
              if (found != null) {
                task.accept(found);
              }
            });
  }

  @Override
  void onClosed() {
    presence.detached(this, presenceId);
    Terminal found = terminal;
    if (found != null) {
      boolean mayReturn = context.isOver();
      found.output().forgetWaiting(this);
      directory.loop().execute(() -> found.detach(this, mayReturn));
    }
  }
}
