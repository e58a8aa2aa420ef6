package dev.muxwire.cli.options;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A place in what a terminal has printed, by its bytes or by its time. */
public sealed interface RecordedPlace {
  /** So many bytes of output before it. */
  record Offset(long bytes) implements RecordedPlace {}

  /** So long after the terminal started. */
  record AfterStart(Duration time) implements RecordedPlace {}

  /** So long before the last that was recorded. */
  record BeforeEnd(Duration time) implements RecordedPlace {}

  /**
   * The time since the terminal started, in microseconds.
   *
   * @param lastMicros of the last that was recorded
   * @param otherwise for an offset, which has none of its own
   */
  default long micros(long lastMicros, long otherwise) {
    if (this instanceof AfterStart after) {
      return TimeUnit.MILLISECONDS.toMicros(after.time().toMillis());
    }
    return this instanceof BeforeEnd before
        ? Math.max(0, lastMicros - TimeUnit.MILLISECONDS.toMicros(before.time().toMillis()))
        : otherwise;
  }

  /** Parses {@code 4096}, {@code 10m}, {@code -30s}. */
  final class Converter implements ITypeConverter<RecordedPlace> {
    private static final DurationConverter DURATIONS = new DurationConverter();

    @Override
    public RecordedPlace convert(String value) {
      if (value.matches("[0-9]{1,18}")) {
        return new Offset(Long.parseLong(value));
      }
      try {
        return value.startsWith("-")
            ? new BeforeEnd(DURATIONS.convert(value.substring(1)))
            : new AfterStart(DURATIONS.convert(value));
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is no place: an offset in bytes, a time since the start such as 10m, or one"
                + " before the end such as -10m");
      }
    }
  }
}
