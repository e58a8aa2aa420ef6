package dev.muxwire.simulation;

import java.util.SplittableRandom;

/** Types into one terminal by one attachment, and counts what was acknowledged. */
final class Typist {
  private final Simulation simulation;
  private final SplittableRandom random;
  private final ViewerWatch viewer;
  private final int number;
  private long acknowledged;
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
