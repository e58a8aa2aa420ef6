package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogRecovery;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's log and the facts beside it, through failures: what is written, how much of it is
 * durable, and where it goes on when the storage takes writes again. Belongs to the terminal's
 * loop.
 *
 * <pre>
 *   writing --a write failed--> broken --opened again, if that may help--> writing
 * </pre>
 */
final class TerminalLog {
  private final String id;
  private final TerminalOutput output;
  private final Owner owner;
  private final LogRecovery recovery;
  private Log log;

  /** A log that failed may end earlier before that is known here. */
  private long end;

  private long durableEnd;

  /** The exit survives a crash: before, its host must keep it. */
  private boolean exitDurable;

  /** Why the log takes nothing more; null while it does. */
  private @Nullable LogFailure broken;

  /** Told what becomes of it. */
  interface Owner {
    /** More of it is durable. */
    void durable();

    /** It takes nothing until it is opened again. */
    void failed(LogFailure failure);

    /**
     * It was opened again.
     *
     * @param reopened as it is now; the owner calls {@link #goOn} when it has seen what is lost
     */
    void recovered(Log reopened);
  }

  /**
   * @param opener opens the log again after a failure
   */
  TerminalLog(
      String id, Loop loop, Log log, Supplier<Log> opener, TerminalOutput output, Owner owner) {
    this.id = id;
    this.log = log;
    this.output = output;
    this.owner = owner;
    this.recovery = new LogRecovery(loop, opener, owner::recovered, this::failed);
    this.end = log.end();
    this.durableEnd = end;
    this.exitDurable = output.exit() != null;
  }

  long start() {
    return log.start();
  }

  /** After what was written; after a failure, where the log ends without what failed. */
  long end() {
    return end;
  }

  long durableEnd() {
    return durableEnd;
  }

  boolean isExitDurable() {
    return exitDurable;
  }

  @Nullable LogFailure broken() {
    return broken;
  }

  // ---- writing

  /** Output. */
  void append(LogRecord record) {
    append(record, durableAt(record.to()));
  }

  /** Something that changes the facts too, which are written behind it. */
  void append(LogRecord record, TerminalFacts facts) {
    append(record, Log.Completion.NONE);
    write(facts, durableAt(record.to()));
  }

  /**
   * A hole, behind the facts that say so: one that only the log knew of after a crash would stop
   * every reader.
   */
  void appendHole(LogRecord record, TerminalFacts facts) {
    change(facts);
    append(record, durableAt(record.to()));
  }

  /** The exit, with the facts that say so. */
  void appendExit(LogRecord record, TerminalFacts facts, Runnable whenDurable) {
    append(record, Log.Completion.NONE);
    Log.Completion durable = durableAt(record.to());
    write(
        facts,
        failure -> {
          exitDurable |= failure == null;
          durable.completed(failure);
          if (failure == null) {
            whenDurable.run();
          }
        });
  }

  private void append(LogRecord record, Log.Completion whenDurable) {
    end = record.to();
    log.append(List.of(record), whenDurable);
  }

  /** Other facts, which what is written later covers. */
  void change(TerminalFacts facts) {
    write(facts, Log.Completion.NONE);
  }

  /**
   * Other facts.
   *
   * @param answer null once they are durable
   */
  void change(TerminalFacts facts, Consumer<@Nullable ProtocolViolation> answer) {
    write(facts, answering(answer));
  }

  private void write(TerminalFacts facts, Log.Completion whenDurable) {
    output.publish(facts);
    log.putMetadata(facts.encode(), whenDurable);
  }

  /** A failure is told to who asked, and counts as any other. */
  private Log.Completion answering(Consumer<@Nullable ProtocolViolation> answer) {
    Log.Completion durable = durableAt(0);
    return failure -> {
      if (failure == null) {
        answer.accept(null);
      } else {
        answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
        durable.completed(failure);
      }
    };
  }

  /** Gives up what lies before an offset. */
  void trim(long keptFrom) {
    if (keptFrom > log.start()) {
      log.trim(keptFrom);
      output.trimmed();
    }
  }

  /**
   * Erases what lies before an offset, behind what is appended: so no host holds, and sends again,
   * any of it.
   */
  void erase(long before, Consumer<@Nullable ProtocolViolation> answer) {
    // The facts first: no reader may find the bytes gone and not know why, nor may a crash.
    change(output.facts().withPurge(log.start(), before));
    log.erase(before, OutputRecords::cut, answering(answer));
    output.erased();
  }

  /** An erasure that a crash cut short. */
  void finishErasure() {
    if (output.facts().purgedBefore() > log.start()) {
      erase(output.facts().purgedBefore(), unheard -> {});
    }
  }

  // ---- failures

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
    owner.durable();
  }

  private void failed(LogFailure failure) {
    broken = failure;
    end = log.end();
    if (failure.mayPass()) {
      recovery.begin();
    }
    owner.failed(failure);
  }

  /**
   * The log takes writes again, from where it is durable: the host publishes the rest once more.
   */
  void goOn(Log reopened) {
    log = reopened;
    output.reopened(reopened, factsOf(reopened));
    broken = null;
    end = reopened.end();
    durableEnd = end;
    exitDurable = output.exit() != null;
  }

  private TerminalFacts factsOf(Log reopened) {
    byte[] stored = reopened.metadata();
    try {
      return stored.length == 0 ? output.facts().unended() : TerminalFacts.decode(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the metadata of terminal " + id + " is damaged", e);
    }
  }

  /** It is opened no more. */
  void close() {
    recovery.stop();
  }
}
