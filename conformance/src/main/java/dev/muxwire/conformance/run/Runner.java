package dev.muxwire.conformance.run;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Inapplicable;
import dev.muxwire.conformance.Level;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Scene;
import dev.muxwire.conformance.Stage;
import dev.muxwire.conformance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays cases: many at a time, then those that want to be alone. Each gets a scene of its own.
 *
 * @param <S> the scene
 */
public final class Runner<S extends Scene> {
  private final String suite;
  private final Stage<S> stage;
  private final RunOptions options;
  private final RunListener listener;

  public Runner(String suite, Stage<S> stage, RunOptions options, RunListener listener) {
    this.suite = suite;
    this.stage = stage;
    this.options = options;
    this.listener = listener;
  }

  /** Plays all of them; results are in their order. */
  public RunReport run(List<ConformanceCase<S>> cases) throws InterruptedException {
    Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long startNanos = System.nanoTime();
    Progress progress = new Progress(cases.size());
    CaseResult[] results = new CaseResult[cases.size()];
    play(cases, false, options.parallel(), results, progress);
    play(cases, true, 1, results, progress);
    RunReport report =
        new RunReport(
            suite, options.implementation(), startedAt, millisSince(startNanos), List.of(results));
    listener.ended(report);
    return report;
  }

  /** Tells results one after the other. */
  private final class Progress {
    private final int total;
    private int done;

    Progress(int total) {
      this.total = total;
    }

    synchronized void ended(CaseResult result) {
      done++;
      listener.ended(result, done, total);
    }
  }

  private void play(
      List<ConformanceCase<S>> cases,
      boolean alone,
      int atATime,
      CaseResult[] results,
      Progress progress)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(atATime, Daemons.named("conformance"));
    List<Future<?>> playing = new ArrayList<>();
    try {
      for (int i = 0; i < cases.size(); i++) {
        ConformanceCase<S> one = cases.get(i);
        int place = i;
        if (one.alone() == alone) {
          playing.add(
              pool.submit(
                  () -> {
                    results[place] = play(one);
                    progress.ended(results[place]);
                  }));
        }
      }
      for (Future<?> one : playing) {
        await(one);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(Future<?> playing) throws InterruptedException {
    try {
      playing.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a fault of the suite", e.getCause());
    }
  }

  private CaseResult play(ConformanceCase<S> one) {
    long startNanos = System.nanoTime();
    AtomicReference<@Nullable S> scene = new AtomicReference<>();
    Throwable failure = playWithin(one, scene, options.caseLimit());
    S played = scene.get();
    boolean isTold = failure != null && !(failure instanceof Inapplicable);
    List<String> said = played == null || !isTold ? List.of() : played.exchange().lines();
    if (played != null) {
      played.close();
    }
    return judge(one, failure, said, millisSince(startNanos));
  }

  /** On a thread of its own: a script that hangs is left behind. */
  private @Nullable Throwable playWithin(
      ConformanceCase<S> one, AtomicReference<@Nullable S> scene, Duration limit) {
    ExecutorService player = Executors.newSingleThreadExecutor(Daemons.named(one.id()));
    try {
      player
          .submit(
              () -> {
                S set = stage.set(one);
                scene.set(set);
                one.script().play(set);
                set.settle();
                return null;
              })
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      return Breach.of("it did not end within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Breach.of("the run was interrupted");
    } finally {
      player.shutdownNow();
    }
  }

  private CaseResult judge(
      ConformanceCase<S> one, @Nullable Throwable failure, List<String> said, long durationMs) {
    boolean known = options.known().contains(one.id());
    if (failure instanceof Inapplicable skipped) {
      return result(one, Verdict.SKIPPED, skipped.getMessage(), null, List.of(), durationMs);
    }
    if (failure == null) {
      return known
          ? result(
              one,
              Verdict.FAILED,
              "it is listed as known to fail, and passes: delete it there",
              null,
              List.of(),
              durationMs)
          : result(one, Verdict.PASSED, "", null, List.of(), durationMs);
    }
    Breach breach = failure instanceof Breach told ? told : Breach.of("it broke off: " + failure);
    boolean should = one.level() == Level.SHOULD && breach.watcher() == null;
    Verdict verdict = known ? Verdict.KNOWN : should ? Verdict.WARNED : Verdict.FAILED;
    return result(one, verdict, breach.getMessage(), breach, said, durationMs);
  }

  private static CaseResult result(
      ConformanceCase<?> one,
      Verdict verdict,
      String message,
      @Nullable Breach breach,
      List<String> said,
      long durationMs) {
    return new CaseResult(
        one.id(),
        one.level(),
        one.requirements(),
        one.title(),
        verdict,
        message,
        breach == null ? null : breach.requirement(),
        breach == null ? null : breach.watcher(),
        said,
        durationMs);
  }

  private static long millisSince(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
