package dev.muxwire.bench.slow;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.BlockingWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The process with the viewers that stop reading, and with raw connections that are idle. */
public final class StalledProcess {
  private static final long SEED = 3;
  private static final int MOST_READ_BYTES = 256 << 10;
  private static final long PING_SECONDS = 10;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<StalledViewer> viewers = new ArrayList<>();
  private final List<BlockingWebSocket> idle = new ArrayList<>();

  private StalledProcess() {}

  public static void main(String[] args) throws IOException {
    StalledProcess process = new StalledProcess();
    ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor();
    pings.scheduleWithFixedDelay(process::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    new Commands().on("stall", process::stall).on("idle", process::idle).serve();
    pings.shutdownNow();
    process.close();
  }

  /** How many more, port, workspace, terminal: they read some and then stop, each elsewhere. */
  private Object stall(List<String> arguments) throws IOException {
    int port = Integer.parseInt(arguments.get(1));
    for (int i = 0; i < Integer.parseInt(arguments.get(0)); i++) {
      StalledViewer viewer =
          new StalledViewer(port, MuxwireProcess.reader(i), arguments.get(2), arguments.get(3));
      viewer.read(random.nextInt(MOST_READ_BYTES));
      synchronized (viewers) {
        viewers.add(viewer);
      }
    }
    return viewers.size();
  }

  /** How many more, port, path: they are connected, and nothing else. */
  private Object idle(List<String> arguments) throws IOException {
    int port = Integer.parseInt(arguments.get(1));
    for (int i = 0; i < Integer.parseInt(arguments.get(0)); i++) {
      idle.add(new BlockingWebSocket(port, arguments.get(2), "", StalledViewer.RECEIVE_BYTES));
    }
    return idle.size();
  }

  /** They are slow, not dead. */
  private void ping() {
    synchronized (viewers) {
      viewers.forEach(StalledViewer::ping);
    }
  }

  private void close() throws IOException {
    for (StalledViewer viewer : viewers) {
      viewer.close();
    }
    for (BlockingWebSocket socket : idle) {
      socket.close();
    }
  }
}
