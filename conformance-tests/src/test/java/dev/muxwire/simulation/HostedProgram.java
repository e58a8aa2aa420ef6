package dev.muxwire.simulation;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A program as its host runs it: emits by chance, exits by chance or on a signal. */
final class HostedProgram implements HostTerminalListener {
  private static final int MAX_LARGE_BYTES = 4_000_000;
  private static final int ONE_OF_LARGE = 4;

  /** What a pseudo-terminal gives at once, at most. */
  private static final int READ_BYTES = 16 << 10;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final FakeProgram program;
  private final Life hostLife;
  private final boolean patientWriter;
  private @Nullable PublishedTerminal published;
  private @Nullable CompletableFuture<Void> room;
  private @Nullable CompletableFuture<Void> exitKept;
  private boolean deaf;

  /** The server took its host for lost: it restarted while this was being started. */
  private boolean orphan;

  /** Of a large output, what is not printed yet. */
  private int largeLeft;

  HostedProgram(Simulation simulation, FakeProgram program, Life hostLife) {
    this.simulation = simulation;
    this.random = simulation.newRandom();
    this.program = program;
    this.hostLife = hostLife;
    this.patientWriter = random.nextInt(3) == 0;
  }

  FakeProgram program() {
    return program;
  }

  void publish(PublishedTerminal terminal) {
    published = terminal;
  }

  void act() {
    PublishedTerminal to = published;
    if (to == null || program.isOver()) {
      return;
    }
    int choice = random.nextInt(400);
    if (choice == 0) {
      exit(TerminalExit.exited(random.nextInt(3), simulation.wallClockMs()));
    } else if (choice < 250 && hasRoom()) {
      boolean flood = random.nextInt(40) == 0;
      int length = flood ? random.nextInt(1, 60_000) : random.nextInt(1, 600);
      room = to.append(program.emit(random, length), simulation.nowMicros());
    } else if (choice == 250 && random.nextInt(ONE_OF_LARGE) == 0) {
      largeLeft = random.nextInt(500_000, MAX_LARGE_BYTES);
      simulation.count("large outputs");
    }
    if (!program.isOver()) {
      printMore(to);
    }
  }

  /** As a program that is asked for a whole file: as fast as it is taken. */
  private void printMore(PublishedTerminal to) {
    while (largeLeft > 0 && hasRoom()) {
      int length = Math.min(largeLeft, READ_BYTES);
      room = to.append(program.emit(random, length), simulation.nowMicros());
      largeLeft -= length;
    }
  }

  private boolean hasRoom() {
    CompletableFuture<Void> before = room;
    return before == null || before.isDone();
  }

  private void exit(TerminalExit exit) {
    PublishedTerminal to = published;
    if (to != null && !program.isOver()) {
      simulation.log(program.terminalId() + " exits at " + program.end());
      program.endsWith(false);
      exitKept = to.exited(exit, simulation.nowMicros());
    }
  }

  @Override
  public CompletableFuture<Void> input(byte[] data, boolean typed) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    if (patientWriter) {
      program.receive(data);
      simulation.afterMicros(random.nextInt(3_000), () -> written.complete(null));
    } else {
      program.receive(data);
      written.complete(null);
    }
    return written;
  }

  @Override
  public void resize(TerminalSize size) {
    PublishedTerminal to = published;
    if (to != null && !program.isOver()) {
      to.resized(size, simulation.nowMicros());
    }
  }

  @Override
  public void signal(String name) {
    deaf |= random.nextInt(4) == 0;
    if (!deaf || name.equals("KILL")) {
      simulation.afterMs(
          random.nextInt(100),
          () -> {
            if (!hostLife.isOver()) {
              exit(TerminalExit.signaled(1, simulation.wallClockMs()));
            }
          });
    }
  }

  @Override
  public void durable(long offset) {
    program.durable(offset);
  }

  @Override
  public void ended(MuxwireException reason) {
    simulation.log(program.terminalId() + " is published no more: " + reason);
    boolean orphaned = reason.code() == ErrorCode.EXITED;
    orphan |= orphaned;
    program.endsWith(orphaned);
  }

  void checkAtRest() {
    simulation.check(
        !orphan || program.durable() == 0,
        program.terminalId() + " was given up by the server, which had some of it");
    PublishedTerminal to = published;
    if (to == null) {
      return;
    }
    simulation.check(
        to.durableOffset() == program.end() || program.isOver(),
        program.terminalId() + " is durable to " + to.durableOffset() + " of " + program.end());
    CompletableFuture<Void> kept = exitKept;
    simulation.check(
        kept == null || kept.isDone(), program.terminalId() + "'s exit never became durable");
  }
}
