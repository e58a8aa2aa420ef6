package dev.muxwire.cli.options;

import dev.muxwire.client.LineRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code FROM:TO}, numbers of lines; either may be left out. */
public final class LinesConverter implements ITypeConverter<LineRange> {
  private static final Pattern RANGE = Pattern.compile("([0-9]{0,18}):([0-9]{0,18})");

  @Override
  public LineRange convert(String value) {
    Matcher range = RANGE.matcher(value);
    if (!range.matches() || value.equals(":")) {
      throw new TypeConversionException(
          "'" + value + "' is no range of lines: FROM:TO, like 1000:1050, 1000: or :50");
    }
    long from = range.group(1).isEmpty() ? 0 : Long.parseLong(range.group(1));
    long to = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (to < from) {
      throw new TypeConversionException("'" + value + "' ends before it begins");
    }
    return LineRange.from(from, (int) Math.min(Integer.MAX_VALUE, to - from));
  }
}
