package dev.muxwire.host.pty;

import com.sun.jna.Platform;
import dev.muxwire.host.pty.SessionProcesses.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program in a pseudo-terminal. All methods may be called by any thread, and none blocks.
 *
 * <pre>
 * spawn() --- begin() ---> RUNNING --- the program ended ---> DRAINING --- nothing left ---> exited()
 *                             |
 *                             +--- close(): SIGHUP, later SIGKILL; then as above
 * </pre>
 */
public final class PtyProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PtyProcess.class);

  /** Fixed at the start. */
  private final String terminalId;

  private final PtyLimits limits;
  private final PtyDevice device;
  private final int pid;
  private final long startNanos = System.nanoTime();

  private final ProgramEnd programEnd;
  private final PtyWriter writer;
  private final AtomicInteger deviceUsers = new AtomicInteger(2);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private PtyProcess(String terminalId, PtyLimits limits, PtyDevice device, int pid) {
    this.terminalId = terminalId;
    this.limits = limits;
    this.device = device;
    this.pid = pid;
    this.programEnd = new ProgramEnd(pid);
    this.writer = new PtyWriter(device, programEnd, limits.inputQueueBytes());
  }

  /**
   * Starts a program; it runs when this returns, and may block until {@link #begin}.
   *
   * @throws SpawnFailedException with the reason, if there is no such program or directory, no
   *     permission, or no pseudo-terminal
   */
  public static PtyProcess spawn(PtySpec spec, PtyLimits limits) throws SpawnFailedException {
    if (!Platform.isLinux()) {
      throw new SpawnFailedException("terminals are run on Linux only");
    }
    Map<String, String> environment = ProgramEnvironment.of(System.getenv(), spec);
    Path directory = ProgramFinder.directory(spec.cwd());
    Path program = ProgramFinder.program(spec.command(), directory, environment);
    PtyDevice device = openDevice(spec.size());
    try {
      String[] entries = ProgramEnvironment.asEntries(environment);
      int pid = ProgramStarter.start(device, program, spec.command(), entries, directory);
      return new PtyProcess(spec.terminalId(), limits, device, pid);
    } catch (SpawnFailedException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private static PtyDevice openDevice(PtySize size) throws SpawnFailedException {
    try {
      return PtyDevice.open(size);
    } catch (IOException e) {
      throw new SpawnFailedException(String.valueOf(e.getMessage()), e);
    } catch (LinkageError e) {
      throw new SpawnFailedException("the native part is missing: " + e.getMessage(), e);
    }
  }

  /** Starts reading, writing, and waiting for the end. Once. */
  public void begin(PtyListener listener) {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("begun already");
    }
    PtyReader reader = new PtyReader(device, programEnd, listener, limits, startNanos, this::kill);
    start("wait", this::awaitEnd);
    start(
        "write",
        () -> {
          writer.run();
          leaveDevice();
        });
    start(
        "read",
        () -> {
          try {
            reader.run();
          } finally {
            leaveDevice();
            finished.complete(null);
          }
        });
  }

  private void awaitEnd() {
    PtyExit exit = programEnd.reap();
    log.debug("Terminal {} ended: {}", terminalId, exit);
    device.wake();
    writer.end();
  }

  private void leaveDevice() {
    if (deviceUsers.decrementAndGet() == 0) {
      device.close();
    }
  }

  private void start(String role, Runnable body) {
    Thread thread = new Thread(body, "terminal-" + role + "-" + terminalId);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Queues input for the program.
   *
   * @param data not to be changed afterwards
   * @param outcome called by the writer thread: true when all of it is in the pseudo-terminal,
   *     false if the program ended before that
   * @return false if {@link PtyLimits#inputQueueBytes()} are waiting, or the program ended: nothing
   *     was queued, and the outcome is not called
   */
  public boolean write(byte[] data, Consumer<Boolean> outcome) {
    return writer.offer(data, outcome);
  }

  /** Sets the size; does nothing once the program ended. */
  public void resize(PtySize size) {
    try {
      device.resize(size);
    } catch (IOException e) {
      log.warn("Terminal {} cannot be resized", terminalId, e);
    }
  }

  /**
   * Sends a signal to the foreground process group, ahead of all input; to the program's own group
   * if none is in the foreground. HUP goes to both, as when a line drops: a shell would otherwise
   * lose its job and live on.
   *
   * @return false if the program ended
   */
  public boolean signal(PtySignal signal) {
    return programEnd.whileAlive(
        () -> {
          int group = device.foregroundGroup();
          boolean sent = group > 0 && LibC.killpg(group, signal.number()) == 0;
          if (!sent || (signal == PtySignal.HUP && group != pid)) {
            killGroupOfProgram(signal);
          }
        });
  }

  private void killGroupOfProgram(PtySignal signal) {
    if (LibC.killpg(pid, signal.number()) < 0) {
      var unused = LibC.kill(pid, signal.number());
    }
  }

  /**
   * Ends the session: SIGHUP to each of its processes, and SIGKILL to what is left after {@link
   * PtyLimits#killAfterMillis()}. The listener hears of the exit as of any other.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    List<Member> members = SessionProcesses.of(pid);
    boolean alive =
        programEnd.whileAlive(
            () -> {
              killGroupOfProgram(PtySignal.HUP);
              members.forEach(member -> kill(member, PtySignal.HUP));
              // A stopped process would not see the hang-up.
              members.forEach(member -> kill(member, PtySignal.CONT));
            });
    if (alive) {
      CompletableFuture.delayedExecutor(limits.killAfterMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> killRest(members));
    }
  }

  /** Ends the session at once. */
  public void kill() {
    closing.set(true);
    killRest(List.of());
  }

  private void killRest(List<Member> hungUp) {
    List<Member> members = SessionProcesses.of(pid);
    boolean alive =
        programEnd.whileAlive(
            () -> {
              members.forEach(member -> kill(member, PtySignal.KILL));
              killGroupOfProgram(PtySignal.KILL);
            });
    if (!alive) {
      // Without its leader, the session's id may be another's by now: only those we know.
      members.stream().filter(hungUp::contains).forEach(member -> kill(member, PtySignal.KILL));
    }
  }

  private static void kill(Member member, PtySignal signal) {
    var unused = LibC.kill(member.pid(), signal.number());
  }

  /** The process id, which is also the session's. */
  public int pid() {
    return pid;
  }

  /** Microseconds since the start, monotonic. */
  public long elapsedMicros() {
    return (System.nanoTime() - startNanos) / 1_000;
  }

  /** Completes, by the reader thread, after the listener heard of the exit. */
  public CompletableFuture<Void> finished() {
    return finished.copy();
  }
}
