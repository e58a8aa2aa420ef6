package dev.muxwire.simulation;

import java.util.SplittableRandom;

/** Types into one terminal by one attachment, and counts what was acknowledged. */
final class Typist {
  /** Far above every window on the way. */
  private static final int MAX_PASTED_BYTES = 4_000_000;

  private static final int ONE_OF_LARGE = 100;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final ViewerWatch viewer;
  private final int number;
  private long acknowledged;
  private long pasted;
  private boolean refused;

  Typist(Simulation simulation, ViewerWatch viewer, int number) {
    this.simulation = simulation;
    this.random = simulation.newRandom();
    this.viewer = viewer;
    this.number = number;
  }

  ViewerWatch viewer() {
    return viewer;
  }

  void type() {
    int length = random.nextInt(30) == 0 ? random.nextInt(1, 60_000) : random.nextInt(1, 20);
    if (random.nextInt(ONE_OF_LARGE) == 0 && pasted < MAX_PASTED_BYTES) {
      length = random.nextInt(500_000, MAX_PASTED_BYTES);
      pasted += length;
      simulation.count("large pastes");
    }
    FakeProgram program = viewer.program();
    byte[] bytes = program.type(number, length);
    long after = program.typedBy(number);
    viewer
        .attachment()
        .write(bytes)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                refused = true;
                return;
              }
              acknowledged = Math.max(acknowledged, after);
              long received = program.receivedFrom(number);
              simulation.check(
                  received >= after,
                  "input acknowledged up to " + after + " while the program had " + received);
            });
  }

  /** While its program lives, all that was typed arrived and was acknowledged. */
  void checkAtRest() {
    FakeProgram program = viewer.program();
    if (program.isOver() || refused) {
      return;
    }
    long typed = program.typedBy(number);
    String who = "typist " + number + " of " + program.terminalId();
    simulation.check(
        program.receivedFrom(number) == typed,
        who + " typed " + typed + ", received were " + program.receivedFrom(number));
    simulation.check(
        acknowledged == typed, who + " typed " + typed + ", acknowledged were " + acknowledged);
  }
}
