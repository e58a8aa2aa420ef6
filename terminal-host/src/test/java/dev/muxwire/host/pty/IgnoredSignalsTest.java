package dev.muxwire.host.pty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import org.junit.jupiter.api.Test;

/** What this process ignores, its programs do not. */
class IgnoredSignalsTest {
  @Test
  void hangUp_ignoredByThisProcess_stillEndsAProgram() throws Exception {
    int hangUp = PtySignal.HUP.number();
    try (Terminal before = Terminal.run("true")) {
      before.awaitExit();
    }
    Pointer ownHandler = LibC.signal(hangUp, Pointer.createConstant(LibC.SIG_IGN));
    try {
      assertThat(IgnoredSignals.isIgnored(hangUp)).isTrue();
      IgnoredSignals.catchInstead();
      assertThat(IgnoredSignals.isIgnored(hangUp)).isFalse();
      try (Terminal terminal = Terminal.run("sleep", "1000")) {
        terminal.process().close();
        assertThat(terminal.awaitExit().signal()).isEqualTo(hangUp);
      }
    } finally {
      var unused = LibC.signal(hangUp, ownHandler);
    }
  }
}
