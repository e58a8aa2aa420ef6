package dev.muxwire.cli.layout;

/** Where a pane goes, seen from another. */
public enum Side {
  RIGHT("ROW", false),
  BELOW("COLUMN", false),
  LEFT("ROW", true),
  ABOVE("COLUMN", true);

  private final String direction;
  private final boolean first;

  Side(String direction, boolean first) {
    this.direction = direction;
    this.first = first;
  }

  /** The direction of the split that has both, as the schema names it. */
  String direction() {
    return direction;
  }

  /** Whether the new pane comes before the other. */
  boolean isFirst() {
    return first;
  }
}
