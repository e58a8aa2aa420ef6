package dev.muxwire.simulation;

import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.internal.core.ClientCore;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The process of one SDK client: it dies and is started again, with its saved identity or none. */
abstract class Participant {
  private static final URI ADDRESS = URI.create("ws://simulated/v1/sync");

  final World world;
  final Simulation simulation;
  final SplittableRandom random;
  private final String name;
  private int incarnation;
  private Life life = new Life();
  private @Nullable ClientCore core;

  Participant(World world, String name) {
    this.world = world;
    this.simulation = world.simulation();
    this.random = simulation.newRandom();
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Of this incarnation. */
  final String author() {
    return name + "." + incarnation;
  }

  final Life life() {
    return life;
  }

  final boolean isAlive() {
    return core != null;
  }

  final ClientCore core() {
    ClientCore current = core;
    if (current == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return current;
  }

  final void start(@Nullable ClientIdentity identity) {
    incarnation++;
    Life started = new Life();
    life = started;
    ClientOptions.Builder options =
        ClientOptions.builder(ADDRESS)
            .token(SimulatedServer.TOKEN)
            .clientName(author())
            .limits(limits());
    if (identity != null) {
      options.identity(identity);
    }
    if (random.nextBoolean()) { // an application with a thread of its own
      Executor callbacks = new SimulatedLoop(simulation, author() + " callbacks", started);
      options.callbackExecutor(callbacks);
    }
    core =
        ClientCore.create(
            options.build(),
            new SimulatedLoop(simulation, author(), started),
            world.network().transport(name),
            simulation.newRandom());
    started();
  }

  private ClientOptions.Limits limits() {
    int packetBytes = 4096 << random.nextInt(5);
    int windowBytes = Math.max(packetBytes * 4, 16_384 << random.nextInt(6));
    return new ClientOptions.Limits(
        packetBytes,
        16 << 20,
        windowBytes,
        windowBytes << random.nextInt(3),
        256,
        64 << 20,
        32 << 20,
        64 << (10 + random.nextInt(4)));
  }

  /** There is a client now. */
  abstract void started();

  /** Whatever it held is gone. */
  abstract void died();

  final void restart(long downMs) {
    ClientCore dying = core;
    if (dying == null) {
      return;
    }
    simulation.log(author() + " dies");
    ClientIdentity saved = random.nextInt(4) == 0 ? null : dying.identity().orElse(null);
    life.end();
    core = null;
    world.network().clientDies(name);
    died();
    simulation.afterMs(downMs, () -> start(saved));
  }

  /** Calls again and again, as long as this incarnation lives and the world is active. */
  final void repeat(int meanMs, Runnable task) {
    Life mine = life;
    simulation.afterMs(
        1 + random.nextInt(2 * meanMs),
        () -> {
          if (!mine.isOver() && world.isActive()) {
            task.run();
            repeat(meanMs, task);
          }
        });
  }

  /** Nothing new begins: what there is comes to rest. */
  abstract void settle();

  /** All is quiet: time for questions about the whole. */
  void ask() {}

  /** Hands over what was shown, to be judged against the log. */
  abstract void handOverViews();

  abstract void checkAtRest(AtRest rest);
}
