package dev.muxwire.durability;

import dev.muxwire.e2e.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Kills the server when the schedule says so, and starts it again at the same address. */
final class Killer {
  /** About as much as the server's log grows before a checkpoint is due: as the last one had. */
  private static final long CHECKPOINT_BYTES = 5 << 20;

  private static final int REQUESTS_BETWEEN_KILLS = 1_500;
  private static final int MOST_BEFORE_A_KILL = 700;
  private static final int SOME = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ServerProcess server;
  private final List<Worker> workers;
  private final Progress progress;
  private final Pace pace;
  private long startNs = TimeUnit.SECONDS.toNanos(1);

  Killer(ServerProcess server, List<Worker> workers, Progress progress, Pace pace) {
    this.server = server;
    this.workers = workers;
    this.progress = progress;
    this.pace = pace;
  }

  void run(Kill kill) {
    letWork(kill);
    kill();
    if (kill.moment() == Kill.Moment.STARTING) {
      server.launchAgain();
      pass((long) (kill.fraction() * 1.2 * startNs));
      kill();
    } else if (kill.moment() == Kill.Moment.AGAIN_AT_ONCE) {
      server.restart();
      kill();
    }
    start();
  }

  /** Until the moment of the kill. */
  private void letWork(Kill kill) {
    boolean heavy = kill.moment() == Kill.Moment.CHECKPOINT;
    pace.setHeavy(heavy);
    pace.allow(REQUESTS_BETWEEN_KILLS);
    workers.forEach(Worker::goOn);
    await("the server is there again", progress::isRecovered);
    long before = progress.acknowledged();
    if (kill.workerDies() >= 0) {
      await("some requests", () -> progress.acknowledged() > before + SOME);
      workers.get(kill.workerDies()).dieAndComeBack();
    }
    long requests = before + (long) (kill.fraction() * MOST_BEFORE_A_KILL);
    long bytes = progress.acknowledgedBytes() + (long) ((0.7 + kill.fraction()) * CHECKPOINT_BYTES);
    await(
        "the moment of the kill",
        () -> heavy ? progress.acknowledgedBytes() >= bytes : progress.acknowledged() >= requests);
    pace.setHeavy(false);
  }

  private void kill() {
    progress.killed(System.nanoTime());
    server.kill();
  }

  private void start() {
    long beganNs = System.nanoTime();
    server.launchAgain();
    progress.launched(System.nanoTime());
    server.awaitReady();
    startNs = System.nanoTime() - beganNs;
  }

  /** Lets the server run for a time: there is nothing to see of how far it is in its start. */
  private static void pass(long nanos) {
    long until = System.nanoTime() + nanos;
    await("a moment in the start", () -> System.nanoTime() >= until);
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }
}
