package dev.muxwire.host.pty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which variables of the host reach a program. */
class ProgramEnvironmentTest {
  @Test
  void environment_keepsTheHostsTokenFromPrograms() throws Exception {
    Map<String, String> environment =
        of(Map.of("HOME", "/home/a", "MUXWIRE_TOKEN", "secret"), Map.of());
    assertThat(environment).containsEntry("HOME", "/home/a").doesNotContainKey("MUXWIRE_TOKEN");
  }

  @Test
  void environment_forgetsTheTerminalInWhichTheHostWasStarted() throws Exception {
    Map<String, String> host =
        Map.of("TMUX", "/tmp/tmux", "COLUMNS", "200", "LINES", "50", "TERM", "dumb");
    assertThat(of(host, Map.of()))
        .doesNotContainKeys("TMUX", "COLUMNS", "LINES")
        .containsEntry("TERM", "xterm-256color");
  }

  @Test
  void environment_ofTheOpenerWins_exceptForTheTerminalsId() throws Exception {
    Map<String, String> asked =
        Map.of("TERM", "vt100", "HOME", "/other", "MUXWIRE_TERMINAL_ID", "forged");
    assertThat(of(Map.of("HOME", "/home/a"), asked))
        .containsEntry("TERM", "vt100")
        .containsEntry("HOME", "/other")
        .containsEntry("MUXWIRE_TERMINAL_ID", "t1");
  }

  private static Map<String, String> of(Map<String, String> host, Map<String, String> asked)
      throws SpawnFailedException {
    return ProgramEnvironment.of(
        host, new PtySpec("t1", List.of("true"), "", asked, PtySize.DEFAULT));
  }
}
