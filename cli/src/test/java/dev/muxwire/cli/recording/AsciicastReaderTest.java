package dev.muxwire.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AsciicastReaderTest {
  private static final String V3 = "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n";
  private static final String V2 = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";

  private static List<CastEvent> read(String text) throws IOException {
    AsciicastReader reader = new AsciicastReader(new BufferedReader(new StringReader(text)));
    List<CastEvent> events = new ArrayList<>();
    for (CastEvent event = reader.next(); event != null; event = reader.next()) {
      events.add(event);
    }
    return events;
  }

  @Test
  void version3_countsFromTheEventBefore_andPassesOverComments() throws IOException {
    assertThat(
            read(
                V3
                    + "# a comment\n\n[0.248, \"o\", \"\\u001b[1mü\"]\r\n"
                    + "[1.5, \"r\", \"90x30\"]\n[0, \"x\", \"0\"]"))
        .containsExactly(
            new CastEvent(248_000, "o", "\u001b[1mü"),
            new CastEvent(1_748_000, "r", "90x30"),
            new CastEvent(1_748_000, "x", "0"));
  }

  @Test
  void version2_countsFromTheStart() throws IOException {
    assertThat(read(V2 + "[0.25, \"o\", \"a\"]\n[1e0, \"o\", \"b\"]\n[0.9, \"o\", \"c\"]\n"))
        .containsExactly(
            new CastEvent(250_000, "o", "a"),
            new CastEvent(1_000_000, "o", "b"),
            new CastEvent(1_000_000, "o", "c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"version\": 1}",
        "{\"version\": \"3\"}",
        "{\"width\": 80}",
        "version 3",
        "{\"version\": 3} {}",
      })
  void whatIsNoRecording_isRefusedInLine1(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BrokenRecording.class)
        .hasMessageStartingWith("line 1: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, \"o\"",
        "[1, \"o\"]",
        "[1, \"o\", 7]",
        "[\"1\", \"o\", \"a\"]",
        "[-1, \"o\", \"a\"]",
        "[1e999999999, \"o\", \"a\"]",
        "[1e12, \"o\", \"a\"]",
        "[1, \"o\", \"a\"] []",
        "{}",
        "null",
      })
  void brokenEvent_isRefusedWithItsLine(String line) {
    assertThatThrownBy(() -> read(V3 + "[0, \"o\", \"fine\"]\n# comment\n" + line))
        .isInstanceOf(BrokenRecording.class)
        .hasMessageStartingWith("line 4: ");
  }

  @Test
  void eventsOfMoreThanACenturyTogether_areRefused() throws IOException {
    String half = "[2000000000, \"o\", \"a\"]\n";
    assertThat(read(V3 + half + half)).hasSize(2);
    assertThatThrownBy(() -> read(V3 + half + half + "[0.000001, \"o\", \"a\"]"))
        .isInstanceOf(BrokenRecording.class)
        .hasMessageStartingWith("line 4: the recording is longer");
  }

  @Test
  void pace_cutsPauses_beforeTheSpeed() {
    Pace pace = new Pace(4, 2_000_000);
    assertThat(pace.pauseNanos(1_000_000, 2_000_000)).isEqualTo(250_000_000);
    assertThat(pace.pauseNanos(0, 60_000_000)).isEqualTo(500_000_000);
    assertThat(new Pace(0.5, Long.MAX_VALUE).pauseNanos(0, 1)).isEqualTo(2_000);
  }
}
