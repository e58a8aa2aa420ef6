package dev.muxwire.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ExpiryConverterTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.5Z");

  private final ExpiryConverter converter = new ExpiryConverter(Clock.fixed(NOW, ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({
    "90s, 2026-11-25T12:01:30Z",
    "45m, 2026-11-25T12:45:00Z",
    "12h, 2026-11-26T00:00:00Z",
    "30d, 2026-12-25T12:00:00Z",
    "2w, 2026-12-09T12:00:00Z",
    "2026-12-31, 2026-12-31T00:00:00Z",
    "2026-12-31T18:30:00Z, 2026-12-31T18:30:00Z"
  })
  void expiry_isADurationOrADate(String text, Instant expected) {
    assertThat(converter.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "d", "-1d", "1y", "tomorrow", "2026-13-01", "9999999d"})
  void nonsense_isRefused_withExamples(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is no expiry")
        .hasMessageContaining("30d");
  }

  @Test
  void past_isRefused() {
    for (String text : new String[] {"2026-11-25", "2020-01-01T00:00:00Z", "0d"}) {
      assertThatThrownBy(() -> converter.convert(text)).hasMessageContaining("is past");
    }
  }
}
