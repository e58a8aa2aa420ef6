package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.wire.ProtocolViolation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal gives up of its output: what is more than it is to keep, and what is to be
 * erased. Lines are counted before, or they would lose their numbers. Belongs to the terminal's
 * loop.
 */
final class Retention {
  private final TerminalLog log;
  private final LineIndex lines;
  private final TerminalOutput output;
  private final RequiredReaders required;

  Retention(TerminalLog log, LineIndex lines, TerminalOutput output, RequiredReaders required) {
    this.log = log;
    this.lines = lines;
    this.output = output;
    this.required = required;
  }

  /** Output was appended: gives up the excess, a cell or more at a time. */
  void appended() {
    long keptFrom = keptFrom();
    if (keptFrom - log.start() > Segment.BYTES) {
      trimTo(lines.mayTrimTo(keptFrom, this::counted));
    }
  }

  /** More of the excess may go, though nothing may be appended any more. */
  private void counted() {
    if (log.broken() == null) {
      appended();
    }
  }

  /** What is kept became less. */
  void configured() {
    if (keptFrom() > log.start()) {
      lines.seal(
          () -> {
            if (log.broken() == null) {
              trimTo(keptFrom());
            }
          });
    }
  }

  private void trimTo(long offset) {
    log.trim(offset);
    lines.trimmed();
  }

  /** What a reader has still to get for whom the program waits is kept: it is bounded by that. */
  private long keptFrom() {
    TerminalSettings settings = output.settings();
    long retained = Math.max(log.start(), log.end() - settings.retentionBytes());
    return settings.waitForReaders() ? Math.min(retained, required.slowest()) : retained;
  }

  /**
   * Erases output before an offset, for good.
   *
   * @param before at most the end
   * @param answer null once the bytes are gone
   */
  void erase(long before, Consumer<@Nullable ProtocolViolation> answer) {
    lines.seal(() -> eraseCounted(before, answer));
  }

  private void eraseCounted(long before, Consumer<@Nullable ProtocolViolation> answer) {
    LogFailure failure = log.broken();
    if (failure != null) {
      answer.accept(new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, failure.message()));
    } else if (before > log.end()) {
      answer.accept(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_BUSY, "the log was opened anew meanwhile; try again"));
    } else {
      log.erase(before, answer);
    }
  }
}
