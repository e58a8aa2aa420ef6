package dev.muxwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
  private static final List<String> WORDS = List.of("attach", "cat", "ls", "tail", "watch");

  @Test
  void slips_findWhatWasMeant() {
    assertThat(NearestWord.of("tial", WORDS)).contains("tail");
    assertThat(NearestWord.of("atach", WORDS)).contains("attach");
    assertThat(NearestWord.of("wathc", WORDS)).contains("watch");
    assertThat(NearestWord.of("sl", WORDS)).contains("ls");
  }

  @Test
  void anotherWord_isNotGuessedAt() {
    assertThat(NearestWord.of("frobnicate", WORDS)).isEmpty();
    assertThat(NearestWord.of("x", WORDS)).isEmpty();
  }
}
