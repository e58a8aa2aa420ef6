package dev.muxwire.cli;

/** What the process ends with; {@code muxwire --help} lists the same table. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** It failed for a reason of its own: a file, a full disk, a fault of Muxwire. */
  public static final int FAILURE = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** No server answered at the address. */
  public static final int CANNOT_CONNECT = 3;

  /** The server answered and refused: token, grant, limit, precondition. */
  public static final int REFUSED = 4;

  /** What was asked for is not there, or an abbreviation fits several. */
  public static final int NOT_FOUND = 5;

  private ExitCode() {}
}
