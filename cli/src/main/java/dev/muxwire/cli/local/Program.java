package dev.muxwire.cli.local;

/** How the user calls this program, for commands that messages suggest. */
public final class Program {
  private Program() {}

  public static String name() {
    return System.getProperty("muxwire.program", "muxwire");
  }
}
