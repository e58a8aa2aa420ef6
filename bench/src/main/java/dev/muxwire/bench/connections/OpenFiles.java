package dev.muxwire.bench.connections;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files, and so sockets, a process may have open. */
final class OpenFiles {
  /** A JVM's own, and a server's logs. */
  private static final int OTHERS = 300;

  private OpenFiles() {}

  /**
   * How many connections a child of this process can have: raises the limit, for this process and
   * so for its children, where the user may do that.
   */
  static int room(int connections) throws IOException, InterruptedException {
    int needed = connections + OTHERS;
    if (limit() < needed) {
      String pid = Long.toString(ProcessHandle.current().pid());
      run(List.of("prlimit", "--pid", pid, "--nofile=" + needed + ":" + needed));
    }
    return Math.min(connections, limit() - OTHERS);
  }

  private static void run(List<String> command) throws InterruptedException {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException notThere) {
      // The limit stays what it is, and says so itself.
    }
  }

  /** The hard limit: a JVM takes all of it. */
  private static int limit() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split(" +", -1)[4])
        .mapToInt(hard -> hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard))
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
