package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.RecordedPlace;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The part of a terminal's output that a recording is of: what is within both the bytes and the
 * times.
 *
 * @param from the first offset
 * @param to the offset after the last; 0 = the end
 * @param fromMicros the earliest time, in microseconds since the terminal started
 * @param toMicros the latest
 * @param startMicros when the recording begins; absent: with its first event
 */
record RecordedRange(long from, long to, long fromMicros, long toMicros, OptionalLong startMicros) {

  /** What the user asked for, of what is there. */
  static RecordedRange of(
      @Nullable RecordedPlace from, @Nullable RecordedPlace to, RecordingSource source) {
    long retainedFrom = source.now().retainedFrom();
    long end = source.now().start();
    long firstByte = from instanceof RecordedPlace.Offset offset ? offset.bytes() : retainedFrom;
    long lastByte = to instanceof RecordedPlace.Offset offset ? offset.bytes() : 0;
    if (firstByte > end) {
      throw usage("the output ends at offset " + end + ": --from " + firstByte + " is beyond it.");
    }
    boolean relative =
        from instanceof RecordedPlace.BeforeEnd || to instanceof RecordedPlace.BeforeEnd;
    long last = relative ? source.lastMicros() : 0;
    long fromMicros = from == null ? 0 : from.micros(last, 0);
    long toMicros = to == null ? Long.MAX_VALUE : to.micros(last, Long.MAX_VALUE);
    boolean backwards = to instanceof RecordedPlace.Offset && lastByte <= firstByte;
    if (backwards || toMicros < fromMicros) {
      throw usage("--to is before --from.");
    }
    boolean fromTheVeryStart = firstByte == 0 && retainedFrom == 0;
    OptionalLong start =
        fromMicros > 0 || fromTheVeryStart ? OptionalLong.of(fromMicros) : OptionalLong.empty();
    return new RecordedRange(firstByte, lastByte, fromMicros, toMicros, start);
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
