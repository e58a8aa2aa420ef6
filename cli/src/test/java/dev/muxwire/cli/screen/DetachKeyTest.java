package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeyTest {
  @ParameterizedTest
  @CsvSource({"ctrl-a,1", "Ctrl-A,1", "^a,1", "C-q,17", "ctrl-],29", "^],29", "ctrl-\\,28"})
  void parse_knowsTheUsualSpellings(String text, byte expected) {
    assertThat(DetachKey.parse(text).encodings().get(0)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ctrl-", "ctrl-ab", "ctrl-1", "alt-a", "^"})
  void parse_refusesWhatIsNoKey(String text) {
    assertThatThrownBy(() -> DetachKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key to detach with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab\034cd", "ab\033[92;5ucd", "ab\033[27;5;92~cd"})
  void find_seesTheKeyInEveryEncoding(String typed) {
    assertThat(find(DetachKey.DEFAULT, typed)).isEqualTo(2);
  }

  @Test
  void find_withoutTheKey_isNegative() {
    assertThat(find(DetachKey.DEFAULT, "abc\003")).isEqualTo(-1);
    assertThat(find(DetachKey.parse("none"), "ab\034")).isEqualTo(-1);
  }

  private static int find(DetachKey key, String typed) {
    byte[] bytes = typed.getBytes(StandardCharsets.UTF_8);
    return key.find(bytes, bytes.length);
  }
}
