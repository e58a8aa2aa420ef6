package dev.muxwire.bench.micro;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The microbenchmarks of this package, by JMH, each in processes of its own with a heap that is
 * there from the beginning. {@code -Dbench.micro=REGEX} chooses some.
 */
public final class MicroScenario implements Scenario {
  private static final String PACKAGE = MicroScenario.class.getPackageName();

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public String summary() {
    return "what single mechanisms cost: packets, state, the outbound scheduler";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE);
  }

  @Override
  public void measure(Run run) throws Exception {
    run.version(Run.MUXWIRE, "this build");
    System.setProperty("jmh.ignoreLock", "true"); // of another user's run
    run.progress("JMH");
    Collection<RunResult> results = new Runner(options(run).build()).run();
    for (RunResult result : results) {
      add(run, result);
    }
  }

  private static ChainedOptionsBuilder options(Run run) {
    int forks = run.choose(3, 1, 0);
    TimeValue time =
        run.choose(TimeValue.seconds(1), TimeValue.milliseconds(200), TimeValue.milliseconds(1));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(PACKAGE + ".*" + System.getProperty("bench.micro", ""))
            .forks(forks)
            .warmupIterations(run.choose(5, 2, 0))
            .measurementIterations(run.choose(5, 3, 1))
            .warmupTime(time)
            .measurementTime(time)
            .shouldFailOnError(true)
            .jvmArgsAppend("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch")
            .output(run.directory().resolve("jmh.log").toString());
    return options.param("entities", entities(run));
  }

  private static String[] entities(Run run) {
    return run.choose(
        new String[] {"1000", "10000", "100000"},
        new String[] {"1000", "100000"},
        new String[] {"100"});
  }

  /** Each iteration's score. */
  private static void add(Run run, RunResult result) {
    String name = name(result.getParams());
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        String unit = iteration.getPrimaryResult().getScoreUnit();
        double score = iteration.getPrimaryResult().getScore();
        run.figures().add(Run.MUXWIRE, name, unit, score);
      }
    }
  }

  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark().substring(PACKAGE.length() + 1);
    String given =
        params.getParamsKeys().stream()
            .map(key -> params.getParam(key) + " " + key)
            .collect(Collectors.joining(", "));
    return given.isEmpty() ? method : method + ", " + given;
  }
}
