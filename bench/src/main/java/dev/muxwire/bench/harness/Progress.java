package dev.muxwire.bench.harness;

import java.io.PrintStream;

/** What a run is doing, on one line of a terminal, or line by line where there is none. */
public final class Progress {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean rewrites;
  private String round = "";

  /**
   * Progress.
   *
   * @param rewrites whether a line may take the place of the last
   */
  public Progress(PrintStream out, boolean rewrites) {
    this.out = out;
    this.rewrites = rewrites;
  }

  void round(String which) {
    round = which;
  }

  void now(String what) {
    String line = round.isEmpty() ? what : round + ": " + what;
    if (rewrites) {
      String shown = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
      out.print("\r\033[K" + shown);
      out.flush();
    }
  }

  void note(String what) {
    done();
    out.println(what);
  }

  void done() {
    if (rewrites) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
