package dev.muxwire.bench.harness;

import dev.muxwire.bench.report.Figures;
import dev.muxwire.bench.report.Report;
import dev.muxwire.bench.report.Target;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One run of a scenario: how much of it, against which peers, where its files are, and what it
 * found. What it opened ends with it, the last first. One thread.
 */
public final class Run implements AutoCloseable {
  /** The system that all others are compared with. */
  public static final String MUXWIRE = "muxwire";

  private static final long FULL_WARM_UP_MS = 20_000;
  private static final long QUICK_WARM_UP_MS = 700;

  /** What is measured in one round. */
  @FunctionalInterface
  public interface Round {
    /** Does all systems, one after the other, so that a slow moment of the machine hits each. */
    void measure() throws Exception;
  }

  private final Scenario scenario;
  private final Effort effort;
  private final Set<String> against;
  private final Path directory;
  private final Progress progress;
  private final Figures figures = new Figures();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * A run that has not begun.
   *
   * @param against peers; empty for all that the scenario knows
   * @param directory an empty one, for data and logs
   */
  public Run(
      Scenario scenario, Effort effort, Set<String> against, Path directory, Progress progress) {
    this.scenario = scenario;
    this.effort = effort;
    this.against = against;
    this.directory = directory;
    this.progress = progress;
  }

  /** One of three amounts: a published run's, a quick one's, a trial's. */
  public <T> T choose(T full, T quick, T trial) {
    return switch (effort) {
      case FULL -> full;
      case QUICK -> quick;
      case TRIAL -> trial;
    };
  }

  /** Whether a system takes part. Muxwire always does. */
  public boolean wants(String system) {
    return system.equals(MUXWIRE) || against.isEmpty() || against.contains(system);
  }

  /** For data and logs; a system takes a directory of its own in it. */
  public Path directory() {
    return directory;
  }

  /** What is found goes there. */
  public Figures figures() {
    return figures;
  }

  /** Keeps something open until the run ends. */
  public <T extends AutoCloseable> T open(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Names what a system is, with versions. */
  public void version(String system, String version) {
    versions.put(system, version);
  }

  /** A system takes no part: what it needs is not on this machine. */
  public void skip(String system, String why) {
    skipped.put(system, why);
    progress.note(system + " is left out: " + why);
  }

  /** A ratio that should be at least so much. */
  public void atLeast(String ratio, double bound) {
    targets.add(new Target(ratio, bound, true));
  }

  /** A ratio that should be at most so much. */
  public void atMost(String ratio, double bound) {
    targets.add(new Target(ratio, bound, false));
  }

  /** Tells who watches what is being done. */
  public void progress(String what) {
    progress.now(what);
  }

  /** Measures round after round; what the first ones find is forgotten, for they warm up. */
  public void rounds(Round round) throws Exception {
    rounds(effort.rounds(), round);
  }

  /**
   * Does something again and again for a while, before any round: a virtual machine compiles what
   * it runs often, and that takes longer than a round.
   *
   * @param system whose turn it is
   */
  public void warmUp(String system, Round work) throws Exception {
    progress("warming up " + system);
    long nanos = TimeUnit.MILLISECONDS.toNanos(choose(FULL_WARM_UP_MS, QUICK_WARM_UP_MS, 0L));
    long began = System.nanoTime();
    while (System.nanoTime() - began < nanos) {
      work.measure();
    }
  }

  /** The same with a number of rounds of its own; a trial has one. */
  public void rounds(int count, Round round) throws Exception {
    int counting = effort == Effort.TRIAL ? 1 : count;
    for (int i = -effort.warmUps(); i < counting; i++) {
      progress.round(i < 0 ? "warm-up" : "round " + (i + 1) + " of " + counting);
      figures.begin(i >= 0);
      round.measure();
    }
    figures.begin(true);
    progress.round("");
  }

  /** What was found, so far. */
  public Report report() {
    return Report.of(scenario.name(), scenario.summary(), versions, skipped, figures, targets);
  }

  @Override
  public void close() throws Exception {
    progress.done();
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
