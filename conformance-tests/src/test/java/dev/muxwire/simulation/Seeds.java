package dev.muxwire.simulation;

/** Runs seeds; what fails tells how to see it again. */
final class Seeds {
  private Seeds() {}

  /** Runs one, without a trace; if it fails, again and with it. Returns what happened. */
  static Tally run(long seed) {
    World world = new World(seed);
    try {
      world.run();
      return world.simulation().tally();
    } catch (RuntimeException | Error failure) {
      runTraced(seed);
      throw new AssertionError("seed " + seed + " failed, but not a second time", failure);
    }
  }

  /** Returns the hash of everything that happened. */
  static long runTraced(long seed) {
    World world = new World(seed, true);
    try {
      world.run();
    } catch (RuntimeException | Error failure) {
      throw new AssertionError(report(seed, world, failure), failure);
    }
    return world.simulation().trace().hash();
  }

  private static String report(long seed, World world, Throwable failure) {
    StringBuilder report = new StringBuilder();
    report.append("seed ").append(seed).append(": ").append(failure.getMessage());
    report.append("\nrun it again with -Dsimulation.from=").append(seed);
    report.append(" -Dsimulation.seeds=1\nfaults:\n");
    world.faults().forEach(planned -> report.append("  ").append(planned).append('\n'));
    report.append("the last of ").append(world.simulation().trace().lines()).append(" lines:\n");
    return report.append(world.simulation().trace().text()).toString();
  }

  /** Runs many, printing the failing ones in short; for long hunts. */
  public static void main(String[] arguments) {
    long from = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    boolean verbose = arguments.length > 2;
    long failed = 0;
    Tally tally = new Tally();
    for (long seed = from; seed < from + count; seed++) {
      try {
        tally.addAll(run(seed));
      } catch (AssertionError failure) {
        failed++;
        String report = String.valueOf(failure.getMessage());
        System.out.println(verbose ? report : report.lines().findFirst().orElse(""));
        if (verbose && failure.getCause() != null) {
          failure.getCause().printStackTrace(System.out);
        }
      }
    }
    System.out.println(count + " seeds from " + from + ", " + failed + " failed: " + tally);
  }
}
