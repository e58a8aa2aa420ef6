package dev.muxwire.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeyboardsTest {
  @Test
  void lineOfTmux_countsBytesAsThePaneHadThem() {
    assertThat(TmuxKeyboard.printed("%output %0 xx")).isEqualTo(2);
    assertThat(TmuxKeyboard.printed("%output %12 x\\015\\012")).isEqualTo(3);
    assertThat(TmuxKeyboard.printed("%output %0  x")).isEqualTo(2);
    assertThat(TmuxKeyboard.printed("%output %0 \\134")).isEqualTo(1);
  }

  @Test
  void otherLineOfTmux_countsNothing() {
    assertThat(TmuxKeyboard.printed("%begin 1363006971 2 1")).isZero();
    assertThat(TmuxKeyboard.printed("%session-changed $1 0")).isZero();
  }

  @Test
  void messageOfTerminado_countsWhatWasPrinted() {
    assertThat(TerminadoKeyboard.printed("[\"stdout\", \"x\\r\\n\"]")).isEqualTo(3);
    assertThat(TerminadoKeyboard.printed("[\"setup\", {}]")).isZero();
  }
}
