package dev.muxwire.bench;

import dev.muxwire.bench.scenario.Fanout;
import dev.muxwire.bench.scenario.Run;
import java.nio.file.Files;

/** Draft. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Run run = new Run(args.length > 1, Files.createTempDirectory("muxwire-bench"));
    new Fanout(run).measure();
    System.out.println();
    run.figures().print();
  }
}
