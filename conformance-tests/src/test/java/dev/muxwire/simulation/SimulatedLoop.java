package dev.muxwire.simulation;

import dev.muxwire.time.Loop;
import java.util.SplittableRandom;

/**
 * A serial owner in virtual time. Tasks of one loop keep their order; between loops a short random
 * wait takes the part of the threads' scheduling.
 */
final class SimulatedLoop implements Loop {
  private static final int MAX_HOP_MICROS = 120;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final String name;
  private final Life life;
  private long lastDueMicros;

  SimulatedLoop(Simulation simulation, String name, Life life) {
    this.simulation = simulation;
    this.random = simulation.newRandom();
    this.name = name;
    this.life = life;
  }

  @Override
  public void execute(Runnable task) {
    long hop = random.nextInt(4) == 0 ? random.nextInt(MAX_HOP_MICROS) : 0;
    lastDueMicros = Math.max(lastDueMicros, simulation.nowMicros() + hop);
    simulation.atMicros(lastDueMicros, () -> run(task));
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void run(Runnable task) {
    if (life.isOver()) {
      return;
    }
    try {
      task.run();
    } catch (Throwable thrown) { // a real loop would log it and go on; here it is a fault
      simulation.fail("a task of loop " + name + " threw " + thrown, thrown);
    }
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    boolean[] cancelled = new boolean[1];
    Runnable unlessCancelled =
        () -> {
          if (!cancelled[0]) {
            task.run();
          }
        };
    simulation.afterMs(
        delayMs,
        () -> {
          if (!cancelled[0] && !life.isOver()) {
            execute(unlessCancelled);
          }
        });
    return () -> cancelled[0] = true;
  }

  @Override
  public long nowMicros() {
    return simulation.nowMicros();
  }

  @Override
  public long wallClockMs() {
    return simulation.wallClockMs();
  }
}
