package dev.muxwire.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code 4096}, {@code 512K}, {@code 64M}, {@code 2G}, {@code 1T}: units of 1,024. */
public final class ByteCountConverter implements ITypeConverter<Long> {
  private static final Pattern PATTERN = Pattern.compile("([0-9]{1,19})([KMGT]?)");
  private static final String UNITS = "KMGT";
  private static final int UNIT_BITS = 10;

  @Override
  public Long convert(String value) {
    Matcher matcher = PATTERN.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is no number of bytes: 4096, 512K, 64M, 2G or 1T");
    }
    String unit = matcher.group(2);
    int bits = unit.isEmpty() ? 0 : UNIT_BITS * (UNITS.indexOf(unit) + 1);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << bits);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TypeConversionException("'" + value + "' is more than 2^63 - 1 bytes");
    }
  }
}
