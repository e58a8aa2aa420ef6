package dev.muxwire.bench.echo;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a key takes until its echo is there: alone, beside bulk, and on a slow link. */
public final class EchoScenario implements Scenario {
  private static final String CEILING = "raw-jetty";

  /** The ceiling where the program's process is not the server's. */
  private static final String CEILING_WITH_HOST = "raw-jetty-with-host";

  private static final String TERMINADO = "terminado";
  private static final String TMUX = "tmux";

  /** Starts a system, in a directory. */
  @FunctionalInterface
  private interface Starter {
    EchoSystem start(Path directory) throws IOException;
  }

  private static final Map<String, Starter> PEERS = new LinkedHashMap<>();

  static {
    PEERS.put(CEILING, RawPtyEcho::inOneProcess);
    PEERS.put(CEILING_WITH_HOST, RawPtyEcho::withHost);
    PEERS.put(TERMINADO, TerminadoEcho::new);
    PEERS.put(TMUX, TmuxEcho::new);
  }

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String summary() {
    return "from a key to its echo: alone, beside bulk, and on a slow link";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, CEILING, CEILING_WITH_HOST, TERMINADO, TMUX);
  }

  @Override
  public void measure(Run run) throws Exception {
    Files.createDirectories(run.directory());
    Child typists =
        run.open(Child.jvm(TypistProcess.class, run.directory().resolve("typists.log")));
    MuxwireEcho muxwire = run.open(new MuxwireEcho(run.directory()));
    Map<String, EchoSystem> systems = new LinkedHashMap<>();
    systems.put(Run.MUXWIRE, muxwire);
    startPeers(run, systems);
    for (Map.Entry<String, EchoSystem> system : systems.entrySet()) {
      run.version(system.getKey(), system.getValue().version());
      system.getValue().connect(typists, system.getKey());
    }
    new IdleEcho(run, typists, List.copyOf(systems.keySet())).measure();
    run.atMost("p50_over_raw_jetty_with_pty", 1.3);
    new BulkEcho(run, typists, muxwire).measure();
    run.atMost("p99_same_over_other_connection", 2);
    new ShapedEcho(run, typists, muxwire).measure();
    run.atMost("shaped_p99_ms_over_budget", 1);
    run.atLeast("shaped_link_used", 0.8);
  }

  private static void startPeers(Run run, Map<String, EchoSystem> systems) throws IOException {
    for (Map.Entry<String, Starter> peer : PEERS.entrySet()) {
      String name = peer.getKey();
      if (!run.wants(name)) {
        continue;
      }
      if (name.equals(TERMINADO) && !TerminadoEcho.isThere()) {
        run.skip(name, "no python3 with terminado: apt install python3-terminado");
      } else if (name.equals(TMUX) && !TmuxEcho.isThere()) {
        run.skip(name, "no tmux: apt install tmux");
      } else {
        run.progress("starting " + name);
        systems.put(name, run.open(peer.getValue().start(run.directory())));
      }
    }
  }
}
