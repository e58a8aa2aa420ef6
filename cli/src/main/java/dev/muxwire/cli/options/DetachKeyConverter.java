package dev.muxwire.cli.options;

import dev.muxwire.cli.screen.DetachKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code --detach-key}. */
public final class DetachKeyConverter implements ITypeConverter<DetachKey> {
  @Override
  public DetachKey convert(String value) {
    try {
      return DetachKey.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
