package dev.muxwire.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration, {@code 200ms}, {@code 5s} or {@code 2m}, to milliseconds. */
public final class MillisecondsConverter implements ITypeConverter<Integer> {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");

  @Override
  public Integer convert(String value) {
    Matcher duration = DURATION.matcher(value);
    if (!duration.matches()) {
      throw new TypeConversionException("'" + value + "' is no duration: 200ms, 5s, 2m");
    }
    int unitMs =
        switch (duration.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          default -> 60_000;
        };
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(duration.group(1)) * unitMs);
  }
}
