package dev.muxwire.cli.local;

/** The long-running processes of a data directory; there is at most one of each. */
public enum ProcessRole {
  SERVER("server", "server"),
  HOST("host", "terminal host");

  private final String fileName;
  private final String label;

  ProcessRole(String fileName, String label) {
    this.fileName = fileName;
    this.label = label;
  }

  String fileName() {
    return fileName;
  }

  /** For people. */
  public String label() {
    return label;
  }
}
