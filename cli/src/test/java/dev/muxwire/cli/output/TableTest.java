package dev.muxwire.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table =
      new Table("A", "STATE").row("one", "good").row("three", "bad").style(1, TableTest::style);

  private static Style style(String state) {
    return state.equals("good") ? Style.GOOD : Style.PLAIN;
  }

  @Test
  void columns_areAsWideAsTheirWidestCell() {
    assertThat(table.lines()).containsExactly("A      STATE", "one    good", "three  bad");
  }

  @Test
  void colors_doNotMoveColumns() {
    assertThat(table.lines(true).stream().map(line -> line.replaceAll("\033\\[[0-9;]*m", "")))
        .isEqualTo(table.lines());
    assertThat(table.lines(true).get(1)).contains("\033[32mgood\033[0m");
  }

  @Test
  void cells_areSafeToPrint() {
    assertThat(new Table("A").row("\033]52;c;x\007").lines(true).get(1)).doesNotContain("\033]");
  }
}
