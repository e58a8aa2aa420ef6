package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalStatus;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogRecovery;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one terminal: appends what its host publishes, wakes the viewers that follow it,
 * passes their input on. Belongs to the loop of its workspace's terminals; {@link #output()} may be
 * read from anywhere.
 *
 * <pre>
 *   running, unreachable --publish--> running --publisher gone--> running, unreachable
 *          `---------------------------- exit or host lost --> exited
 * </pre>
 */
public final class Terminal {
  private final String id;
  private final Loop loop;
  private final TerminalEvents events;
  private final LongSupplier epochs;
  private final TerminalOutput output;
  private final LineIndex lines;
  private final Inputs inputs = new Inputs();
  private final Set<Viewer> viewers = new LinkedHashSet<>();
  private final ViewerRoles roles = new ViewerRoles();
  private @Nullable Publisher publisher;
  private @Nullable TerminalSize wantedSize;
  private long durableEnd;

  /** The exit survives a crash: before, its host must keep it. */
  private boolean exitDurable;

  private Log log;
  private final LogRecovery recovery;

  /** Its host came back without it, while its exit was not durable yet. */
  private boolean lostUndurably;

  /** Why the log takes nothing more; null while it does. */
  private @Nullable LogFailure broken;

  /** What the viewers were told last. */
  private Status told = new Status(null, null, false, 0);

  private record Status(
      @Nullable Viewer responder, @Nullable Viewer sizer, boolean reachable, long epoch) {

    boolean concernsAll(Status before) {
      return reachable != before.reachable() || epoch != before.epoch();
    }
  }

  /**
   * @param opener opens the log again after a failure
   * @param lines of this log
   * @param epochs makes a new log epoch
   */
  Terminal(
      String id,
      Loop loop,
      Log log,
      Supplier<Log> opener,
      TerminalOutput output,
      LineIndex lines,
      TerminalEvents events,
      LongSupplier epochs) {
    this.id = id;
    this.loop = loop;
    this.log = log;
    this.recovery = new LogRecovery(loop, opener, this::recovered, this::failed);
    this.output = output;
    this.lines = lines;
    this.events = events;
    this.epochs = epochs;
    this.durableEnd = log.end();
    this.exitDurable = output.exit() != null;
  }

  public String id() {
    return id;
  }

  public TerminalOutput output() {
    return output;
  }

  /** The host that runs it. */
  public String hostId() {
    return output.facts().hostId();
  }

  /** Did its host come back without it? Should it live after all, it must be ended. */
  boolean isLost() {
    TerminalExit exit = output.exit();
    return exit != null && exit.getReason() == ExitReason.EXIT_REASON_HOST_LOST;
  }

  boolean hasExited() {
    return output.exit() != null;
  }

  /** Its program has ended, and a crash changes nothing about that. */
  boolean isSettled() {
    return exitDurable;
  }

  boolean isPublished() {
    return publisher != null;
  }

  /** How it stands. */
  TerminalStatus status() {
    return TerminalStatus.newBuilder()
        .setTerminalId(id)
        .setHostId(hostId())
        .setLogEpoch(output.epoch())
        .setRetainedFrom(output.retainedFrom())
        .setEnd(output.end())
        .setDurableEnd(durableEnd)
        .setViewers(viewers.size())
        .setReachable(isPublished())
        .setExited(hasExited())
        .build();
  }

  // ---- viewers

  /** Adds a viewer, who is told their status. */
  public void attach(Viewer viewer) {
    viewers.add(viewer);
    roles.joined(viewer);
    adoptSizer();
    tellStatus();
    tell(viewer, told);
    viewer.inputAcknowledged(inputs.lastAcknowledged(viewer.inputKey()));
  }

  public void detach(Viewer viewer) {
    if (viewers.remove(viewer)) {
      roles.left(viewer);
      tellStatus();
    }
  }

  /** Takes input; what was taken before is acknowledged again. */
  public void input(Viewer viewer, long seq, InputKind kind, ByteString data) {
    if (hasExited()) {
      viewer.refused(ErrorCode.ERROR_CODE_EXITED, "the program has ended");
      return;
    }
    try {
      InputItem item = new InputItem(viewer.inputKey(), seq, kind, data);
      if (!inputs.take(item)) {
        viewer.inputAcknowledged(inputs.lastAcknowledged(item.key()));
        return;
      }
      if (kind != InputKind.INPUT_KIND_REPLY && roles.typed(viewer)) {
        adoptSizer();
        tellStatus();
      }
      if (publisher != null) {
        publisher.input(item);
      }
    } catch (ProtocolViolation violation) {
      viewer.refused(violation.code(), String.valueOf(violation.getMessage()));
    }
  }

  /** A viewer's size changed. */
  public void viewerResized(Viewer viewer) {
    roles.resized(viewer);
    adoptSizer();
    tellStatus();
  }

  /** Sends a signal to the program, ahead of input; false when its host is not connected. */
  public boolean signal(String name) {
    if (publisher == null) {
      return false;
    }
    publisher.signal(name);
    return true;
  }

  private void adoptSizer() {
    Viewer sizer = roles.sizer();
    TerminalSize size = sizer == null ? null : sizer.size();
    if (size != null && !hasExited()) {
      wantedSize = size;
      if (publisher != null && !size.equals(output.size())) {
        publisher.resize(size);
      }
    }
  }

  private void tellStatus() {
    Status before = told;
    Status now =
        new Status(
            roles.responder(), roles.sizer(), publisher != null || hasExited(), output.epoch());
    told = now;
    for (Viewer viewer : now.concernsAll(before) ? viewers : concerned(before, now)) {
      tell(viewer, now);
    }
  }

  /** Those who lost or got a role: a herd of viewers must not be told of every newcomer. */
  private Set<Viewer> concerned(Status before, Status now) {
    Set<Viewer> concerned = new LinkedHashSet<>();
    if (before.responder() != now.responder()) {
      concerned.add(before.responder());
      concerned.add(now.responder());
    }
    if (before.sizer() != now.sizer()) {
      concerned.add(before.sizer());
      concerned.add(now.sizer());
    }
    concerned.retainAll(viewers);
    return concerned;
  }

  private static void tell(Viewer viewer, Status status) {
    viewer.status(viewer == status.responder(), viewer == status.sizer(), status.reachable());
  }

  private void wakeViewers() {
    output.wakeWaiting();
  }

  // ---- the host

  /** A host publishes from now on; one before it is over. */
  public void publish(Publisher newPublisher, long heldFrom) {
    LogFailure failure = broken;
    if (failure != null) {
      newPublisher.refused(ErrorCode.ERROR_CODE_STORAGE, failure.message());
      return;
    }
    if (publisher != null) {
      publisher.refused(ErrorCode.ERROR_CODE_REPLACED, "the terminal is published anew");
    }
    publisher = newPublisher;
    if (heldFrom > log.end()) {
      SkipReason why =
          output.facts().hasBegunAnewAt(log.end())
              ? SkipReason.SKIP_REASON_LOST // the host gave up what had been durable
              : SkipReason.SKIP_REASON_HOST_OVERFLOW;
      hole(new Gap(log.end(), heldFrom, why));
    }
    newPublisher.published(output.epoch(), log.end(), output.size(), exitDurable);
    newPublisher.durable(durableEnd, exitDurable);
    inputs.unacknowledged().forEach(newPublisher::input);
    TerminalSize size = wantedSize;
    if (size != null && !size.equals(output.size())) {
      newPublisher.resize(size);
    }
    tellStatus();
  }

  public void unpublish(Publisher gone) {
    if (publisher == gone) {
      publisher = null;
      tellStatus();
    }
  }

  /** Appends output; what the log has already is passed over. */
  public void append(Publisher from, PublishOutput published) {
    if (from != publisher || hasExited()) {
      return;
    }
    long offset = published.getOffset();
    int length = published.getData().size();
    if (offset + length <= log.end()) {
      return;
    }
    if (offset != log.end()) {
      refuse("output at " + offset + " where " + log.end() + " was due");
      return;
    }
    LogRecord record =
        record(offset, offset + length, ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, published);
    log.append(List.of(record), durableAt(record.to()));
    output.append(published.getData());
    lines.appended(offset, published.getData());
    events.appended(length);
    retain();
    wakeViewers();
  }

  public void resized(Publisher from, PublishResized resized) {
    if (from != publisher || hasExited() || resized.getSize().equals(output.size())) {
      return;
    }
    log.append(
        List.of(record(log.end(), log.end(), ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER, resized)),
        Log.Completion.NONE);
    change(output.facts().withSize(resized.getSize()), durableAt(log.end()));
    output.resized(resized.getSize());
    wakeViewers();
    events.resized(id, resized.getSize());
  }

  public void hole(Publisher from, PublishHole hole) {
    if (from == publisher && hole.getTo() > log.end()) {
      hole(new Gap(log.end(), hole.getTo(), hole.getReason()));
    }
  }

  public void exited(Publisher from, PublishExited exited) {
    if (from != publisher) {
      return;
    }
    if (hasExited()) {
      from.durable(durableEnd, exitDurable);
      return;
    }
    if (exited.getOffset() != log.end()) {
      refuse("an exit at " + exited.getOffset() + " where " + log.end() + " is the end");
      return;
    }
    exit(exited);
  }

  /** The host acknowledges input. */
  public void inputWritten(InputKey key, long seq) {
    inputs.acknowledge(key, seq);
    for (Viewer viewer : viewers) {
      if (viewer.inputKey().equals(key)) {
        viewer.inputAcknowledged(seq);
      }
    }
  }

  /**
   * Its host is gone for good: what it had not published is lost, and the log ends in a new epoch.
   */
  void hostLost() {
    if (hasExited()) {
      lostUndurably = !exitDurable;
      return;
    }
    publisher = null;
    beginEpoch();
    end(ExitReason.EXIT_REASON_HOST_LOST);
  }

  /** What anybody has beyond the log's end is lost. */
  void beginEpoch() {
    change(output.facts().withEpoch(epochs.getAsLong(), log.end()), Log.Completion.NONE);
    tellStatus();
  }

  /** It never ran. */
  void spawnFailed() {
    end(ExitReason.EXIT_REASON_SPAWN_FAILED);
  }

  private void end(ExitReason reason) {
    TerminalExit exit =
        TerminalExit.newBuilder().setReason(reason).setExitedAtMs(loop.wallClockMs()).build();
    exit(PublishExited.newBuilder().setOffset(log.end()).setExit(exit).build());
  }

  private void exit(PublishExited exited) {
    TerminalExit exit = exited.getExit();
    log.append(
        List.of(record(log.end(), log.end(), ClientFrame.PUBLISH_EXITED_FIELD_NUMBER, exited)),
        Log.Completion.NONE);
    Log.Completion durable = durableAt(log.end());
    change(
        output.facts().withExit(exit),
        failure -> {
          exitDurable |= failure == null;
          durable.completed(failure);
          if (failure == null) {
            events.exited(id, exit);
          }
        });
    tellStatus();
    wakeViewers();
  }

  private void hole(Gap hole) {
    PublishHole record =
        PublishHole.newBuilder()
            .setFrom(hole.from())
            .setTo(hole.to())
            .setReason(hole.reason())
            .build();
    // The facts first: a hole that only the log knew of after a crash would stop every reader.
    change(output.facts().withHole(hole), Log.Completion.NONE);
    log.append(
        List.of(record(hole.from(), hole.to(), ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, record)),
        durableAt(hole.to()));
    output.skippedTo(hole.to());
    lines.skipped(hole.from(), hole.to());
    wakeViewers();
  }

  // ---- lines

  /**
   * Where a range of lines lies, as far as it is retained. Looked for on this loop, for as long as
   * it is wanted; fails with a message for people when the log cannot be read.
   */
  public CompletableFuture<LineSpan> span(LineRange range, BooleanSupplier wanted) {
    return LineLookup.span(lines, range, wanted);
  }

  /** The number of the line around an offset, or around the oldest byte if that is gone. */
  public CompletableFuture<Long> lineAt(long offset, BooleanSupplier wanted) {
    return LineLookup.numberAt(lines, offset, wanted);
  }

  // ---- erasing

  /**
   * Erases output before an offset, for good.
   *
   * @param beforeOffset 0 for all there is now
   * @param answer null once the bytes are gone; told on the terminals' loop
   */
  public void purge(long beforeOffset, Consumer<@Nullable ProtocolViolation> answer) {
    LogFailure failure = broken;
    long end = log.end();
    if (failure != null) {
      answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
    } else if (Long.compareUnsigned(beforeOffset, end) <= 0) {
      long before = beforeOffset == 0 ? end : beforeOffset;
      lines.seal(() -> eraseCounted(before, answer)); // or its lines could not be counted any more
    } else if (publisher == null && !hasExited()) {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNREACHABLE,
              "the terminal's host, which may have output up to that offset, is not connected"));
    } else {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
              "the output ends at " + end + ", before the offset"));
    }
  }

  private void eraseCounted(long before, Consumer<@Nullable ProtocolViolation> answer) {
    LogFailure failure = broken;
    if (failure != null) {
      answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
    } else if (before > log.end()) {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_BUSY, "the log was opened anew meanwhile; try again"));
    } else {
      erase(before, answer);
    }
  }

  /** An erasure that a crash cut short. */
  void finishPurge() {
    if (output.facts().purgedBefore() > log.start()) {
      erase(output.facts().purgedBefore(), unheard -> {});
    }
  }

  /** The log completes it behind what is appended: so no host holds, and sends again, any of it. */
  private void erase(long before, Consumer<@Nullable ProtocolViolation> answer) {
    Log.Completion durable = durableAt(0);
    // The facts first: no reader may find the bytes gone and not know why, nor may a crash.
    change(output.facts().withPurge(log.start(), before), Log.Completion.NONE);
    log.erase(
        before,
        OutputRecords::cut,
        failure -> {
          if (failure == null) {
            answer.accept(null);
          } else {
            answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
            durable.completed(failure);
          }
        });
    output.erased();
  }

  /** It is gone from the workspace, or with it: nobody watches it any more. */
  void remove(String why) {
    recovery.stop();
    lines.close();
    Publisher current = publisher;
    publisher = null;
    if (current != null) {
      current.refused(ErrorCode.ERROR_CODE_NOT_FOUND, why);
    }
    List.copyOf(viewers).forEach(viewer -> viewer.refused(ErrorCode.ERROR_CODE_NOT_FOUND, why));
    output.forget();
  }

  private void change(TerminalFacts facts, Log.Completion whenDurable) {
    output.publish(facts);
    log.putMetadata(facts.encode(), whenDurable);
  }

  /**
   * For a write to the log as it is open now: what becomes of it later is none of a later one's.
   */
  private Log.Completion durableAt(long offset) {
    Log written = log;
    return failure -> {
      if (written == log) {
        durable(offset, failure);
      }
    };
  }

  private void durable(long offset, @Nullable LogFailure failure) {
    if (failure != null) {
      failed(failure);
      return;
    }
    durableEnd = Math.max(durableEnd, offset);
    lines.durable(durableEnd);
    if (publisher != null) {
      publisher.durable(durableEnd, exitDurable);
    }
  }

  private void failed(LogFailure failure) {
    broken = failure;
    lines.outputFailed();
    if (failure.mayPass()) {
      recovery.begin();
    }
    Publisher current = publisher;
    if (current != null) {
      publisher = null;
      current.refused(ErrorCode.ERROR_CODE_STORAGE, failure.message());
      tellStatus();
    }
  }

  /**
   * The log takes writes again, from where it is durable: the host publishes the rest once more.
   */
  private void recovered(Log reopened) {
    ExitReason ended = endedHere();
    log = reopened;
    output.reopened(reopened, factsOf(reopened));
    broken = null;
    lostUndurably = false;
    durableEnd = reopened.end();
    lines.reset(reopened);
    exitDurable = output.exit() != null;
    if (ended != null && !exitDurable) {
      beginEpoch();
      end(ended);
    }
    tellStatus();
    finishPurge();
  }

  /** How it ended by this server's word, which nobody else can repeat; null if it did not. */
  private @Nullable ExitReason endedHere() {
    TerminalExit exit = output.exit();
    if (lostUndurably || exit == null) {
      return exit == null ? null : ExitReason.EXIT_REASON_HOST_LOST;
    }
    return switch (exit.getReason()) {
      case EXIT_REASON_HOST_LOST, EXIT_REASON_SPAWN_FAILED -> exit.getReason();
      default -> null;
    };
  }

  private TerminalFacts factsOf(Log reopened) {
    byte[] stored = reopened.metadata();
    try {
      return stored.length == 0 ? output.facts().unended() : TerminalFacts.decode(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the metadata of terminal " + id + " is damaged", e);
    }
  }

  private void retain() {
    long excess = log.end() - log.start() - output.facts().retentionBytes();
    if (excess > Segment.BYTES) {
      log.trim(lines.mayTrimTo(log.end() - output.facts().retentionBytes()));
      output.trimmed();
      lines.trimmed();
    }
  }

  private void refuse(String message) {
    Publisher current = publisher;
    if (current != null) {
      publisher = null;
      current.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
      tellStatus();
    }
  }

  private static LogRecord record(long from, long to, int field, MessageLite message) {
    return OutputRecords.of(from, to, field, message);
  }
}
