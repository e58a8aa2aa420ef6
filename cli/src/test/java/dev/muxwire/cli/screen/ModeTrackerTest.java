package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModeTrackerTest {
  private static final String ALWAYS = "\033[0m\033(B";

  @Test
  void reset_afterNothing_isHarmless() throws IOException {
    assertThat(resetAfter("plain text")).isEqualTo(ALWAYS);
  }

  @Test
  void reset_inAFullScreenProgram_leavesItsScreenLast() throws IOException {
    String editor = "\033[?1049h\033[?1h\033=\033[?2004h\033[?1006;1002h\033[?25l\033[2;10r";

    assertThat(resetAfter(editor))
        .isEqualTo(
            "\0337\033[r\0338\033[?1l\033[?25h\033[?1002l\033[?1006l\033[?2004l\033>\033[?1049l"
                + ALWAYS);
  }

  @Test
  void reset_afterTheProgramCleanedUp_isHarmless() throws IOException {
    String session =
        "\033[?1049h\033[?25l\033[>1u\033[>4;2m\033[4 q\033[1;5r"
            + "\033[r\033[0 q\033[>4m\033[<u\033[?25h\033[?1049l";

    assertThat(resetAfter(session)).isEqualTo(ALWAYS);
  }

  @Test
  void reset_afterAFullReset_isHarmless() throws IOException {
    assertThat(resetAfter("\033[?1000h\033[?7l\033c")).isEqualTo(ALWAYS);
  }

  @Test
  void inAlternateScreen_followsEnteringAndLeaving() throws IOException {
    OutputFilter filter = new OutputFilter(new ByteArrayOutputStream());
    write(filter, "\033[?1049h");
    assertThat(filter.modes().inAlternateScreen()).isTrue();
    write(filter, "\033[?1049l");
    assertThat(filter.modes().inAlternateScreen()).isFalse();
  }

  private static String resetAfter(String output) throws IOException {
    OutputFilter filter = new OutputFilter(new ByteArrayOutputStream());
    write(filter, output);
    return new String(filter.modes().reset(), StandardCharsets.UTF_8);
  }

  private static void write(OutputFilter filter, String output) throws IOException {
    filter.write(output.getBytes(StandardCharsets.UTF_8), false);
  }
}
