package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ConfigureTerminal;
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
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
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
  private final Viewers viewers;
  private final RecentEnds recent = new RecentEnds(Viewers.RETURN_MS);
  private @Nullable Publisher publisher;

  /** As the viewers, or the one who fixed it, want it; null while nobody does. */
  private @Nullable TerminalSize wantedSize;

  /** What this publisher has, or will have once it did what it was asked. */
  private @Nullable TerminalSize askedSize;

  private final TerminalLog log;
  private final Retention retention;

  /** Its host came back without it, while its exit was not durable yet. */
  private boolean lostUndurably;

  /**
   * @param opener opens the log again after a failure
   * @param lines of this log
   * @param epochs makes a new log epoch
   * @param isNew it was opened just now; else it was there before this server started
   * @param lagBytes how far a required viewer may be behind before the program waits for it
   */
  Terminal(
      String id,
      Loop loop,
      Log log,
      Supplier<Log> opener,
      TerminalOutput output,
      LineIndex lines,
      TerminalEvents events,
      LongSupplier epochs,
      boolean isNew,
      long lagBytes) {
    this.id = id;
    this.loop = loop;
    this.output = output;
    this.lines = lines;
    this.events = events;
    this.epochs = epochs;
    this.log = new TerminalLog(id, loop, log, opener, output, new LogWatch());
    TerminalSize sizeBefore = isNew ? null : output.size();
    this.viewers = new Viewers(loop, lagBytes, state(), sizeBefore, this::viewerIsGone);
    output.followedBy(viewers::anyBetween);
    this.retention = new Retention(this.log, lines, output, viewers.required());
    this.wantedSize = output.settings().fixedSize();
  }

  private void viewerIsGone() {
    adoptSize();
    tellStatus();
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
    return log.isExitDurable();
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
        .setDurableEnd(log.durableEnd())
        .setViewers(viewers.count())
        .setReachable(isPublished())
        .setExited(hasExited())
        .setSizePolicy(output.settings().sizePolicy())
        .setSize(output.size())
        .setRetentionBytes(output.settings().retentionBytes())
        .setWaitForReaders(output.settings().waitForReaders())
        .setOutputWaits(waitsForReaders())
        .build();
  }

  // ---- viewers

  /** Adds a viewer, who is told their status. */
  public void attach(Viewer viewer) {
    viewers.joined(viewer);
    adoptSize();
    tellStatus();
    viewers.tell(viewer);
    viewer.inputAcknowledged(inputs.lastAcknowledged(viewer.inputKey()));
    judgeReaders();
  }

  /**
   * @param mayReturn their connection broke; else they closed the stream themselves
   */
  public void detach(Viewer viewer, boolean mayReturn) {
    if (viewers.left(viewer, mayReturn)) {
      adoptSize();
      tellStatus();
      judgeReaders();
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
      if (kind != InputKind.INPUT_KIND_REPLY) {
        viewers.typed(viewer);
        adoptSize();
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
    viewers.resized(viewer);
    adoptSize();
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

  /** What was appended from here on is no history for a viewer who was away for a moment. */
  public long recentFrom() {
    return recent.aWhileAgo(loop.nowMs(), output.end());
  }

  private void adoptSize() {
    TerminalSize size = viewers.wantedSize();
    if (size != null && !hasExited()) {
      wantedSize = size;
      askForSize();
    }
  }

  /**
   * The host's answer may still be under way, so what it was asked for last is what it will have.
   */
  private void askForSize() {
    TerminalSize size = wantedSize;
    if (publisher != null && size != null && !size.equals(askedSize)) {
      askedSize = size;
      publisher.resize(size);
    }
  }

  private void tellStatus() {
    viewers.tell(state());
  }

  private Viewers.State state() {
    return new Viewers.State(publisher != null || hasExited(), output.epoch(), output.settings());
  }

  // ---- readers who must miss nothing

  /** Does the program wait for a reader? From any thread. */
  public boolean waitsForReaders() {
    return viewers.required().isWaiting();
  }

  /** Such a reader got on. */
  public void judgeReaders() {
    if (viewers.required().judge(output.settings().waitForReaders(), output.end())
        && publisher != null) {
      publisher.hold(waitsForReaders());
    }
  }

  // ---- settings

  /**
   * Changes how it is sized and kept.
   *
   * @param answer null once that is durable; told on the terminals' loop
   */
  public void configure(
      ConfigureTerminal change,
      long defaultRetentionBytes,
      Consumer<@Nullable ProtocolViolation> answer) {
    LogFailure failure = log.broken();
    if (failure != null) {
      answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
      return;
    }
    if (hasExited() && TerminalSettings.concernsTheProgram(change)) {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_EXITED,
              "the program has ended; only how much of its output is kept can be changed"));
      return;
    }
    TerminalSize size = wantedSize;
    TerminalSettings settings;
    try {
      settings =
          output
              .settings()
              .changedBy(change, size == null ? output.size() : size, defaultRetentionBytes);
    } catch (ProtocolViolation violation) {
      answer.accept(violation);
      return;
    }
    log.change(output.facts().withSettings(settings), answer);
    viewers.configure(settings);
    retention.configured();
    adoptSize();
    tellStatus();
    judgeReaders();
  }

  // ---- the host

  /** A host publishes from now on; one before it is over. */
  public void publish(Publisher newPublisher, long heldFrom) {
    LogFailure failure = log.broken();
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
    judgeReaders(); // the log may end elsewhere by now
    if (waitsForReaders()) {
      newPublisher.hold(true);
    }
    newPublisher.published(output.epoch(), log.end(), output.size(), isSettled());
    newPublisher.durable(log.durableEnd(), isSettled());
    inputs.unacknowledged().forEach(newPublisher::input);
    askedSize = output.size();
    askForSize();
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
    recent.appending(loop.nowMs(), log.end());
    log.append(record);
    output.append(published.getData());
    lines.appended(offset, published.getData());
    events.appended(length);
    retention.appended();
    output.wakeWaiting();
    judgeReaders();
  }

  public void resized(Publisher from, PublishResized resized) {
    if (from != publisher || hasExited() || resized.getSize().equals(output.size())) {
      return;
    }
    log.append(
        record(log.end(), log.end(), ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER, resized),
        output.facts().withSize(resized.getSize()));
    output.resized(resized.getSize());
    output.wakeWaiting();
    events.resized(id, resized.getSize());
  }

  public void hole(Publisher from, PublishHole hole) {
    if (from == publisher && hole.getTo() > log.end()) {
      hole(new Gap(log.end(), hole.getTo(), known(hole.getReason())));
    }
  }

  /** A reason of a later version is one that nobody here can tell. */
  private static SkipReason known(SkipReason reason) {
    return reason == SkipReason.UNRECOGNIZED ? SkipReason.SKIP_REASON_UNSPECIFIED : reason;
  }

  public void exited(Publisher from, PublishExited exited) {
    if (from != publisher) {
      return;
    }
    if (hasExited()) {
      from.durable(log.durableEnd(), isSettled());
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
    viewers.inputAcknowledged(key, seq);
  }

  /**
   * Its host is gone for good: what it had not published is lost, and the log ends in a new epoch.
   */
  void hostLost() {
    if (hasExited()) {
      lostUndurably = !isSettled();
      return;
    }
    publisher = null;
    beginEpoch();
    end(ExitReason.EXIT_REASON_HOST_LOST);
  }

  /** What anybody has beyond the log's end is lost. */
  void beginEpoch() {
    log.change(output.facts().withEpoch(epochs.getAsLong(), log.end()));
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
    log.appendExit(
        record(log.end(), log.end(), ClientFrame.PUBLISH_EXITED_FIELD_NUMBER, exited),
        output.facts().withExit(exit),
        () -> events.exited(id, exit));
    tellStatus();
    output.wakeWaiting();
  }

  private void hole(Gap hole) {
    PublishHole record =
        PublishHole.newBuilder()
            .setFrom(hole.from())
            .setTo(hole.to())
            .setReason(hole.reason())
            .build();
    log.appendHole(
        record(hole.from(), hole.to(), ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, record),
        output.facts().withHole(hole));
    output.skippedTo(hole.to());
    lines.skipped(hole.from(), hole.to());
    output.wakeWaiting();
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
    LogFailure failure = log.broken();
    long end = log.end();
    if (failure != null) {
      answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
    } else if (Long.compareUnsigned(beforeOffset, end) <= 0) {
      retention.erase(beforeOffset == 0 ? end : beforeOffset, answer);
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

  /** An erasure that a crash cut short. */
  void finishPurge() {
    log.finishErasure();
  }

  /** It is gone from the workspace, or with it: nobody watches it any more. */
  void remove(String why) {
    log.close();
    lines.close();
    Publisher current = publisher;
    publisher = null;
    if (current != null) {
      current.refused(ErrorCode.ERROR_CODE_NOT_FOUND, why);
    }
    viewers.everyone().forEach(viewer -> viewer.refused(ErrorCode.ERROR_CODE_NOT_FOUND, why));
    output.forget();
  }

  /** What becomes of the log. */
  private final class LogWatch implements TerminalLog.Owner {
    @Override
    public void durable() {
      lines.durable(log.durableEnd());
      if (publisher != null) {
        publisher.durable(log.durableEnd(), isSettled());
      }
    }

    @Override
    public void failed(LogFailure failure) {
      lines.outputFailed();
      dropPublisher(ErrorCode.ERROR_CODE_STORAGE, failure.message());
    }

    @Override
    public void recovered(Log reopened) {
      ExitReason ended = endedHere();
      log.goOn(reopened);
      lines.reset(reopened);
      viewers.configure(output.settings());
      lostUndurably = false;
      if (ended != null && !isSettled()) {
        beginEpoch();
        end(ended);
      }
      tellStatus();
      finishPurge();
    }
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

  private void refuse(String message) {
    dropPublisher(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
  }

  /** The publisher is over. */
  private void dropPublisher(ErrorCode code, String message) {
    Publisher current = publisher;
    if (current != null) {
      publisher = null;
      current.refused(code, message);
      tellStatus();
    }
  }

  private static LogRecord record(long from, long to, int field, MessageLite message) {
    return OutputRecords.of(from, to, field, message);
  }
}
