package dev.muxwire.bench.process;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that this one started: none of them outlives it, when somebody breaks a run off. */
final class Started {
  private static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> PROCESSES.forEach(Process::destroyForcibly), "children"));
  }

  private Started() {}

  static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    PROCESSES.add(process);
    process.onExit().thenAccept(PROCESSES::remove);
    return process;
  }
}
