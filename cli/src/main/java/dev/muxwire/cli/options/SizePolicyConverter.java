package dev.muxwire.cli.options;

import dev.muxwire.client.SizePolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code last-typist}, {@code fixed}, {@code smallest}. */
public final class SizePolicyConverter implements ITypeConverter<SizePolicy> {
  @Override
  public SizePolicy convert(String value) {
    return switch (value) {
      case "last-typist" -> SizePolicy.LAST_TYPIST;
      case "fixed" -> SizePolicy.FIXED;
      case "smallest" -> SizePolicy.SMALLEST;
      default ->
          throw new TypeConversionException(
              "'" + value + "' is no size policy: last-typist, fixed or smallest");
    };
  }
}
