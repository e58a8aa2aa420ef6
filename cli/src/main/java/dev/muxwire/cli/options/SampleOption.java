package dev.muxwire.cli.options;

import dev.muxwire.samples.Sample;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which generated workspace. */
public final class SampleOption {
  @Option(
      names = "--sample",
      paramLabel = "NAME",
      converter = Converter.class,
      description = {
        "Put a generated workspace: incident (424 KB of JSON, some 480 tabs), sessions (6.1 MB,",
        "2,666 sessions) or huge (100,000 entities). It is added to what is there; what is there",
        "of it already is made equal."
      })
  private @Nullable Sample sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed generates the same. Default: 1.")
  private long seed;

  @Option(
      names = "--progress",
      description = "Tell the progress on stderr even where that is no terminal.")
  private boolean progress;

  public boolean isGiven() {
    return sample != null;
  }

  /** The sample; only if one is given. */
  public Sample sample() {
    Sample given = sample;
    if (given == null) {
      throw new IllegalStateException("no sample is given");
    }
    return given;
  }

  public long seed() {
    return seed;
  }

  public boolean progressIsWanted() {
    return progress;
  }

  /** Parses a sample's label. */
  static final class Converter implements ITypeConverter<Sample> {
    @Override
    public Sample convert(String value) {
      return Sample.named(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no sample '" + value + "', only: " + Sample.labels()));
    }
  }
}
