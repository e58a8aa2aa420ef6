package dev.muxwire.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.OrderKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalFinderTest {
  private static final FakeWorkspace WORKSPACE =
      new FakeWorkspace()
          .with(EntityKind.TERMINAL, "abc", Map.of("title", "build", "created_at_ms", 1L))
          .with(EntityKind.TERMINAL, "abcd", Map.of("title", "shell", "created_at_ms", 2L))
          .with(
              EntityKind.TERMINAL,
              "xyz",
              Map.of("title", "shell", "created_at_ms", 3L, "exit", Map.of()));

  private final TerminalFinder finder = new TerminalFinder(WORKSPACE);

  @Test
  void find_takesId_beginning_orTitle() {
    assertThat(finder.find("abc").id()).isEqualTo("abc");
    assertThat(finder.find("x").id()).isEqualTo("xyz");
    assertThat(finder.find("build").id()).isEqualTo("abc");
  }

  @Test
  void find_ofSeveral_namesThem() {
    assertFails("ab", "abc, abcd");
    assertFails("shell", "abcd, xyz");
  }

  @Test
  void find_ofNone_saysWhatToDo() {
    assertFails("nothing", "muxwire ls");
  }

  @Test
  void latest_prefersWhatStillRuns() {
    assertThat(finder.latest().id()).isEqualTo("abcd");
    assertThatThrownBy(() -> new TerminalFinder(new FakeWorkspace()).latest())
        .hasMessageContaining("muxwire new");
  }

  @Test
  void orderKey_isAlwaysAfterTheOthers() {
    String key = "";
    for (int i = 0; i < 200; i++) {
      String next = OrderKey.after(key);
      assertThat(next).isGreaterThan(key);
      key = next;
    }
    assertThat(OrderKey.after("s00462")).isEqualTo("t");
    assertThat(OrderKey.after("zzz")).isEqualTo("zzzn");
  }

  private void assertFails(String name, String message) {
    assertThatThrownBy(() -> finder.find(name))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .extracting(failure -> ((CommandFailure) failure).exitCode())
        .isEqualTo(ExitCode.NOT_FOUND);
  }
}
