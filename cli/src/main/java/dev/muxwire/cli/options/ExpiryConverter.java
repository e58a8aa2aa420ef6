package dev.muxwire.cli.options;

import dev.muxwire.server.tokens.TokenLine;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code --expires}: a time from now, or a date in UTC; to the second. */
public final class ExpiryConverter implements ITypeConverter<Instant> {
  private static final Pattern FROM_NOW = Pattern.compile("([0-9]{1,6})([smhdw])");

  private final Clock clock;

  /** For picocli. */
  public ExpiryConverter() {
    this(Clock.systemUTC());
  }

  ExpiryConverter(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String value) {
    Instant now = clock.instant();
    Instant expiry = parse(value, now);
    if (!expiry.isAfter(now)) {
      throw new TypeConversionException("'" + value + "' is past: " + expiry);
    }
    return expiry;
  }

  private static Instant parse(String value, Instant now) {
    Matcher fromNow = FROM_NOW.matcher(value);
    try {
      return fromNow.matches()
          ? now.truncatedTo(ChronoUnit.SECONDS).plus(duration(fromNow))
          : TokenLine.instant(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is no expiry; it looks like 30d, 12h, 2026-12-31 or"
              + " 2026-12-31T00:00:00Z");
    }
  }

  private static Duration duration(Matcher fromNow) {
    long count = Long.parseLong(fromNow.group(1));
    return switch (fromNow.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
