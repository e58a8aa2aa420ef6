package dev.muxwire.client;

/** The kinds of entities. The number is the wire's. */
public enum EntityKind {
  /** A tab: a title and a layout of panes. */
  TAB(1),
  /** A pane of a tab. */
  PANE(2),
  /** An agent's session. */
  SESSION(3),
  /** A terminal's metadata. */
  TERMINAL(4),
  /** Anything else an application keeps in sync. */
  RECORD(5),
  /** On presence streams: one viewer of a terminal. */
  ATTACHMENT(6),
  /** On presence streams: a connected host. */
  HOST(7),
  /** A kind that this SDK does not know; kept, but not readable. */
  UNKNOWN(0);

  private final int number;

  EntityKind(int number) {
    this.number = number;
  }

  /** The number on the wire; 0 for {@link #UNKNOWN}. */
  public int number() {
    return number;
  }

  /** The kind with this wire number, or {@link #UNKNOWN}. */
  public static EntityKind ofNumber(int number) {
    for (EntityKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    return UNKNOWN;
  }
}
