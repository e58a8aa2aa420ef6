package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a terminal's log from its first record to its last, and tells what it holds. */
public final class OutputAudit {
  private static final int READ_BYTES = 1024 * 1024;

  private final Log log;
  private final LineAudit lines;
  private final Consumer<Report> answer;
  private final @Nullable TerminalFacts facts;

  private OutputAudit(
      Log log, LineAudit lines, @Nullable TerminalFacts facts, Consumer<Report> answer) {
    this.log = log;
    this.lines = lines;
    this.facts = facts;
    this.answer = answer;
  }

  /**
   * What a terminal's log holds.
   *
   * @param epochs how many it has had; 0 for a name without anything
   * @param retainedFrom the first offset that can be had
   * @param end the offset after the last byte
   * @param holes ranges in between that are told as missing
   * @param exited whether its program ended
   * @param problem what is wrong with it; null if nothing is
   */
  public record Report(
      int epochs,
      long retainedFrom,
      long end,
      int holes,
      boolean exited,
      @Nullable String problem) {}

  /**
   * Begins; the answer comes where the log's reads are told.
   *
   * @param index of the log's lines; null if there is none
   */
  public static void run(Log log, @Nullable Log index, Consumer<Report> answer) {
    LineAudit.read(index, log.start(), lines -> run(log, lines, answer));
  }

  private static void run(Log log, LineAudit lines, Consumer<Report> answer) {
    byte[] metadata = log.metadata();
    try {
      TerminalFacts facts = metadata.length == 0 ? null : TerminalFacts.decode(metadata);
      new OutputAudit(log, lines, facts, answer).read(log.start());
    } catch (InvalidProtocolBufferException e) {
      new OutputAudit(log, lines, null, answer).tell("its metadata is damaged: " + e.getMessage());
    }
  }

  private void read(long from) {
    log.read(from, READ_BYTES, (records, failure) -> take(from, records, failure));
  }

  private void take(long from, List<LogRecord> records, @Nullable LogFailure failure) {
    if (failure != null) {
      tell(failure.message());
      return;
    }
    if (records.isEmpty()) {
      tell(
          from == log.end()
              ? lines.problem(from)
              : "nothing is stored from offset " + from + " on");
      return;
    }
    for (LogRecord record : records) {
      String problem = problemOf(record);
      if (problem != null) {
        tell("the record at offset " + record.from() + " " + problem);
        return;
      }
    }
    long next = records.get(records.size() - 1).to();
    if (next >= log.end()) {
      tell(lines.problem(next));
    } else if (next == from) {
      tell("nothing is stored from offset " + from + " on");
    } else {
      read(next);
    }
  }

  private @Nullable String problemOf(LogRecord record) {
    ClientFrame frame;
    try {
      frame = ClientFrame.parseFrom(record.payload());
    } catch (InvalidProtocolBufferException e) {
      return "cannot be read: " + e.getMessage();
    }
    if (frame.hasPublishOutput()) {
      lines.data(record.from(), frame.getPublishOutput().getData());
    }
    return switch (frame.getBodyCase()) {
      case PUBLISH_OUTPUT ->
          extent(
              record,
              frame.getPublishOutput().getOffset(),
              frame.getPublishOutput().getOffset() + frame.getPublishOutput().getData().size());
      case PUBLISH_HOLE ->
          extent(record, frame.getPublishHole().getFrom(), frame.getPublishHole().getTo());
      case PUBLISH_RESIZED, PUBLISH_EXITED -> null;
      default -> "is no output, but " + frame.getBodyCase();
    };
  }

  private static @Nullable String extent(LogRecord record, long from, long to) {
    return record.from() == from && record.to() == to
        ? null
        : "says that it is from " + from + " to " + to + ", not " + record.to();
  }

  private void tell(@Nullable String problem) {
    TerminalFacts known = facts;
    answer.accept(
        new Report(
            known == null ? 0 : known.epochs().size(),
            log.start(),
            log.end(),
            known == null ? 0 : known.holes().size(),
            known != null && known.exit() != null,
            problem));
  }
}
