package dev.muxwire.simulation;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A terminal host with programs in memory. When it dies, they die with it. */
final class HostActor extends Participant {
  private final Map<String, HostedProgram> programs = new LinkedHashMap<>();
  private final int paceMs;
  private @Nullable HostRegistration registration;

  HostActor(World world, String name) {
    super(world, name);
    this.paceMs = 1 << random.nextInt(3, 8);
  }

  @Override
  void started() {
    // The server may not know yet that the one before is dead.
    registration = core().registerHost(SimulatedServer.WORKSPACE, name(), new Callbacks(), true);
    repeat(paceMs, this::emit);
  }

  /** Of one incarnation. */
  private final class Callbacks implements HostListener {
    @Override
    public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
      return HostActor.this.open(terminalId, spec);
    }

    @Override
    public void end(String terminalId) {
      HostActor.this.end(terminalId);
    }

    @Override
    public void ended(MuxwireException reason) {
      HostActor.this.ended(reason);
    }
  }

  @Override
  void died() {
    programs.values().forEach(program -> program.program().endsWith(true));
    programs.clear();
    registration = null;
  }

  private CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    simulation.check(!programs.containsKey(terminalId), terminalId + " was started twice");
    CompletableFuture<Void> running = new CompletableFuture<>();
    Life mine = life();
    simulation.afterMs(
        random.nextInt(200),
        () -> {
          if (!mine.isOver()) {
            start(terminalId, spec, running);
          }
        });
    return running;
  }

  private void start(String terminalId, TerminalSpec spec, CompletableFuture<Void> running) {
    HostRegistration current = registration;
    boolean ranBefore = world.programs().find(terminalId) != null;
    if (current == null || ranBefore || random.nextInt(10) == 0) {
      running.completeExceptionally(
          new MuxwireException(ErrorCode.SPAWN_FAILED, "no such program"));
      return;
    }
    simulation.log(author() + " starts " + terminalId);
    FakeProgram program =
        new FakeProgram(simulation, terminalId, spec.retentionBytes() > 0, random.nextBoolean());
    HostedProgram hosted = new HostedProgram(simulation, program, life());
    programs.put(terminalId, hosted);
    world.programs().add(program);
    hosted.publish(current.publish(terminalId, hosted));
    running.complete(null);
  }

  private void end(String terminalId) {
    simulation.log(author() + " is told that nobody knows " + terminalId);
    HostedProgram unknown = programs.get(terminalId);
    if (unknown != null) {
      world.disowned(terminalId);
      unknown.program().endsWith(false);
    }
  }

  private void ended(MuxwireException reason) {
    simulation.fail("the host's role ended: " + reason);
  }

  private void emit() {
    for (HostedProgram program : programs.values()) {
      program.act();
    }
  }

  @Override
  void settle() {}

  @Override
  void handOverViews() {}

  @Override
  void checkAtRest(AtRest rest) {
    programs.values().forEach(HostedProgram::checkAtRest);
  }
}
