package dev.muxwire.cli.options;

import dev.muxwire.client.TerminalSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code COLUMNSxROWS}. */
public final class SizeConverter implements ITypeConverter<TerminalSize> {
  @Override
  public TerminalSize convert(String value) {
    if (!value.matches("[0-9]{1,4}x[0-9]{1,4}")) {
      throw new TypeConversionException("'" + value + "' is no size: COLUMNSxROWS, like 120x40");
    }
    int separator = value.indexOf('x');
    try {
      return new TerminalSize(
          Integer.parseInt(value.substring(0, separator)),
          Integer.parseInt(value.substring(separator + 1)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
