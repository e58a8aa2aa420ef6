package dev.muxwire.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.local.Environment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColorModeTest {
  private static Environment environment(Map<String, String> variables) {
    return new Environment(variables, Path.of("/home/nobody"));
  }

  @Test
  void auto_colorsTerminalsAlone() {
    Environment usual = environment(Map.of("TERM", "xterm"));
    assertThat(ColorMode.AUTO.colors(true, usual)).isTrue();
    assertThat(ColorMode.AUTO.colors(false, usual)).isFalse();
  }

  @Test
  void auto_heedsNoColor_andDumbTerminals() {
    Environment without = environment(Map.of("TERM", "xterm", "NO_COLOR", "1"));
    assertThat(ColorMode.AUTO.colors(true, without)).isFalse();
    assertThat(ColorMode.AUTO.colors(true, environment(Map.of("TERM", "dumb")))).isFalse();
    assertThat(ColorMode.AUTO.colors(true, environment(Map.of()))).isFalse();
  }

  @Test
  void alwaysAndNever_areWhatTheySay() {
    Environment without = environment(Map.of("NO_COLOR", "1"));
    assertThat(ColorMode.ALWAYS.colors(false, without)).isTrue();
    assertThat(ColorMode.NEVER.colors(true, environment(Map.of("TERM", "xterm")))).isFalse();
  }
}
