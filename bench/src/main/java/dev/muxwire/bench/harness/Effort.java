package dev.muxwire.bench.harness;

/** How much a run does. */
public enum Effort {
  /** What is published: minutes. */
  FULL(1, 5),

  /** A look: within a minute for each scenario, with the noise that this brings. */
  QUICK(1, 3),

  /** Only whether a scenario works: seconds. Its figures mean nothing. */
  TRIAL(0, 1);

  private final int warmUps;
  private final int rounds;

  Effort(int warmUps, int rounds) {
    this.warmUps = warmUps;
    this.rounds = rounds;
  }

  /** Rounds before the first that counts. */
  int warmUps() {
    return warmUps;
  }

  /** Rounds that count. */
  int rounds() {
    return rounds;
  }
}
