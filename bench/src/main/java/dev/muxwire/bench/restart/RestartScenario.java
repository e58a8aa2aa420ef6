package dev.muxwire.bench.restart;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server is killed ({@code kill -9}) and started again: with a long history of a terminal, and
 * with none. The time is from the start of the process, JVM and all, to the first answer. The
 * kernel keeps files of the killed process in its cache, for both.
 */
public final class RestartScenario implements Scenario {
  private static final String EMPTY = "muxwire-empty";
  private static final double GB = 1e9;
  private static final double MS = 1e6;

  /** Room on the disk, of the history's bytes: it is smaller, but its logs are written twice. */
  private static final int ROOM = 2;

  private static final String METRIC = "kill -9 to the first answer";

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public String summary() {
    return "how long a server is away that was killed, with a long history and with none";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, EMPTY);
  }

  @Override
  public void measure(Run run) throws Exception {
    long wanted = run.choose(10_000_000_000L, 300_000_000L, 2_000_000L);
    long free = Files.getFileStore(run.directory()).getUsableSpace();
    long possible = Math.min(wanted, free / ROOM);
    run.progress("writing " + possible / 1_000_000 + " MB of history");
    long patience = TimeUnit.SECONDS.toNanos(run.choose(300, 25, 25));
    StoredTerminal history =
        run.open(new StoredTerminal(run.directory().resolve("history"), possible, patience));
    EmptyServer empty = run.open(new EmptyServer(run.directory().resolve("empty")));
    run.version(Run.MUXWIRE, "this build");
    run.version(EMPTY, "this build");
    run.rounds(
        () -> {
          run.progress("killed, with history");
          run.figures().add(Run.MUXWIRE, METRIC, "ms", history.restart() / MS);
          run.progress("killed, with none");
          run.figures().add(EMPTY, METRIC, "ms", empty.restart() / MS);
          run.figures().ratio("restart_over_empty", METRIC, Run.MUXWIRE, EMPTY);
        });
    run.figures().add(Run.MUXWIRE, "history", "GB", history.bytes() / GB);
    run.atMost("restart_over_empty", 2);
  }
}
