package dev.muxwire.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of a process's threads, to the nanosecond: for what costs less than the hundredths
 * of a second in which {@link Meter#cpuSeconds} counts. What a thread used that has ended is lost.
 */
public final class ThreadTimes {
  private static final double NANOS_A_SECOND = 1e9;

  /** By the thread's number. */
  private final Map<String, Long> nanos = new HashMap<>();

  private ThreadTimes(Path threads) throws IOException {
    try (Stream<Path> each = Files.list(threads)) {
      for (Path thread : each.toList()) {
        nanos.put(thread.getFileName().toString(), nanos(thread.resolve("schedstat")));
      }
    }
  }

  /** Those of a process, now. */
  public static ThreadTimes of(Meter process) throws IOException {
    return new ThreadTimes(Path.of("/proc/" + process.pid() + "/task"));
  }

  private static long nanos(Path schedstat) throws IOException {
    try {
      String text = Files.readString(schedstat);
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    } catch (NoSuchFileException e) {
      return 0; // it ended just now
    }
  }

  /** What the threads of now used since an earlier moment. */
  public double secondsSince(ThreadTimes earlier) {
    return nanos.entrySet().stream()
            .mapToLong(
                thread ->
                    Math.max(
                        0, thread.getValue() - earlier.nanos.getOrDefault(thread.getKey(), 0L)))
            .sum()
        / NANOS_A_SECOND;
  }
}
