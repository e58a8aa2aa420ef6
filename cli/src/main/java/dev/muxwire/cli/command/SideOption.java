package dev.muxwire.cli.command;

import dev.muxwire.cli.layout.Side;
import picocli.CommandLine.Option;

/** One of the four sides of a pane; a group of options that exclude each other. */
final class SideOption {
  @Option(names = "--right", description = "To its right. The default.")
  private boolean right;

  @Option(names = "--below", description = "Below it.")
  private boolean below;

  @Option(names = "--left", description = "To its left.")
  private boolean left;

  @Option(names = "--above", description = "Above it.")
  private boolean above;

  Side side() {
    if (right) {
      return Side.RIGHT;
    }
    if (below) {
      return Side.BELOW;
    }
    if (left) {
      return Side.LEFT;
    }
    return above ? Side.ABOVE : Side.RIGHT;
  }
}
