package dev.muxwire.durability;

import java.util.Random;

/** Which kills come, by a seed. */
final class KillSchedule {
  private static final int WORKER_DIES_EVERY = 3;

  private final Random random;
  private final int workers;
  private int count;

  KillSchedule(Random random, int workers) {
    this.random = random;
    this.workers = workers;
  }

  Kill next() {
    Kill.Moment moment =
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> Kill.Moment.CHECKPOINT;
          case 3, 4 -> Kill.Moment.STARTING;
          case 5 -> Kill.Moment.AGAIN_AT_ONCE;
          default -> Kill.Moment.WORKING;
        };
    int dies = ++count % WORKER_DIES_EVERY == 0 ? random.nextInt(workers) : -1;
    return new Kill(moment, random.nextDouble(), dies);
  }
}
