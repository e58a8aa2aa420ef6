package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogNames;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSegmentsTest {
  private static final String LONGEST_PREFIX = "workspace/" + "w".repeat(64) + "/terminal-lines/";

  @ParameterizedTest
  @ValueSource(strings = {"t1", "a.b-c_d", "a/b", "hex", "state"})
  void idThatMayStandInAName_standsThereAsItIs(String id) {
    assertThat(LogSegments.of(id)).isEqualTo(id);
    assertThat(LogSegments.id(id)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/bin/sh", "T1", "two words", "é", "a//b", "hex/61", "hex/x", "..\0", "/"})
  void anyOtherId_isAValidName_andReadBack(String id) {
    String name = LogNames.requireValid("terminal/" + LogSegments.of(id));

    assertThat(name).startsWith("terminal/hex/");
    assertThat(LogSegments.id(name.substring("terminal/".length()))).isEqualTo(id);
  }

  @Test
  void longestId_hasRoomInTheLongestName() {
    LogNames.requireValid(LONGEST_PREFIX + LogSegments.of("é".repeat(32)));
  }

  @Property
  void idOfAnyCharacters_isAValidName_andReadBack(
      @ForAll @StringLength(min = 1, max = 20) String any) {
    String id = any.replaceAll("[\\ud800-\\udfff]", "?"); // no half of a pair is in a protobuf

    String segment = LogSegments.of(id);

    LogNames.requireValid(LONGEST_PREFIX + segment);
    assertThat(LogSegments.id(segment)).isEqualTo(id);
  }
}
