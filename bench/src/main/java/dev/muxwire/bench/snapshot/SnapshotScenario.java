package dev.muxwire.bench.snapshot;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.peer.FullJsonPushServer;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.report.Figures;
import dev.muxwire.bench.workspace.SampleWorkspace;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.Jetty;

/**
 * A client comes that has nothing yet. One parses everything, compressed, and asks for the youngest
 * entities first; another one discards, without compression, beside a raw Jetty that sends as many
 * bytes in messages of the same size. Times include the connection.
 */
public final class SnapshotScenario implements Scenario {
  private static final String CEILING = "raw-jetty";
  private static final String CEILING_OF_ENTITIES = "raw-jetty-entities";
  private static final String PUSH = "full-json-push";
  private static final double MILLIS = 1e6;
  private static final double MB = 1e6;

  private static final int SLOW_READERS = 8;
  private static final int HEADER_BYTES = 4;

  @Override
  public String name() {
    return "snapshot";
  }

  @Override
  public String summary() {
    return "a client comes that has nothing, to workspaces from 424 KB to 100 MB of JSON";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, CEILING, CEILING_OF_ENTITIES, PUSH);
  }

  @Override
  public void measure(Run run) throws Exception {
    run.version(Run.MUXWIRE, "this build");
    run.version(CEILING, "Jetty WebSocket " + Jetty.VERSION);
    run.version(
        CEILING_OF_ENTITIES, "Jetty WebSocket " + Jetty.VERSION + " that gathers from a map");
    run.version(PUSH, "the whole workspace as JSON, Jetty WebSocket " + Jetty.VERSION);
    long incident = SampleWorkspace.INCIDENT_BYTES;
    List<Long> sizes =
        run.choose(
            List.of(incident, 10_000_000L, 100_000_000L),
            List.of(incident, 10_000_000L),
            List.of(incident));
    for (long size : sizes) {
      boolean isLargest = size == sizes.get(sizes.size() - 1);
      try (Workspace workspace = new Workspace(run, size, isLargest)) {
        workspace.warmUp();
        run.rounds(workspace::measure);
        if (isLargest) {
          workspace.measureHeap();
        }
      }
    }
    run.atMost("snapshot_bytes_over_json_deflated", 0.7);
    run.atMost("focus_packet", 1);
    run.atMost("heap_mb_per_reader", 1);
    run.atMost("complete_over_raw_jetty", 1.3);
  }

  /** One size, on all systems. */
  private static final class Workspace implements AutoCloseable {
    private final Run run;
    private final Figures figures;
    private final long size;
    private final String of;
    private final boolean isSmallest;
    private final boolean isLargest;
    private final List<String> focus;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final MuxwireProcess server;
    private final Child readers;
    private final Child raw;
    private final Child push;
    private final int jsonDeflated;
    private final int entities;

    Workspace(Run run, long size, boolean isLargest) throws IOException {
      this.run = run;
      this.figures = run.figures();
      this.size = size;
      this.of = size < MB ? ", " + 424 + " KB" : ", " + Math.round(size / MB) + " MB";
      this.isSmallest = size == SampleWorkspace.INCIDENT_BYTES;
      this.isLargest = isLargest;
      this.focus = SampleWorkspace.last(size);
      run.progress("starting" + of);
      Path directory = run.directory().resolve(Long.toString(size));
      server = open(MuxwireProcess.start(directory.resolve("muxwire")));
      try (Child editor = Child.jvm(WorkspaceEditor.class, directory.resolve("editor.log"))) {
        editor.ask("connect", server.uri(), server.token());
        editor.ask("fill", size);
      }
      readers =
          open(Child.jvm(SnapshotReaders.class, directory.resolve("readers.log"), "-Xmx512m"));
      raw = open(Child.jvm(RawJettyServer.class, directory.resolve("raw-jetty.log"), "-Xmx512m"));
      List<String> pushed = List.of(Long.toString(size));
      push =
          open(
              Child.jvm(FullJsonPushServer.class, directory.resolve("push.log"), pushed, "-Xmx2g"));
      var tree = SampleWorkspace.tree(size);
      entities = tree.values().stream().mapToInt(Map::size).sum();
      jsonDeflated = deflated(SampleWorkspace.json(tree));
    }

    private <T extends AutoCloseable> T open(T resource) {
      opened.add(0, resource);
      return resource;
    }

    private static int deflated(String json) {
      byte[] plain = json.getBytes(StandardCharsets.UTF_8);
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      try {
        deflater.setInput(plain);
        deflater.finish();
        byte[] into = new byte[64 << 10];
        int bytes = 0;
        while (!deflater.finished()) {
          bytes += deflater.deflate(into);
        }
        return bytes;
      } finally {
        deflater.end();
      }
    }

    private List<String> ceilings() {
      return Stream.of(CEILING, CEILING_OF_ENTITIES).filter(run::wants).toList();
    }

    void warmUp() throws Exception {
      run.warmUp(
          Run.MUXWIRE,
          () -> {
            askParse();
            askDiscard();
          });
      long[] discarded = askDiscard();
      for (String ceiling : ceilings()) {
        run.warmUp(ceiling, () -> askCeiling(ceiling, discarded));
      }
      if (run.wants(PUSH)) {
        run.warmUp(PUSH, this::askPush);
      }
    }

    void measure() throws IOException {
      run.progress("muxwire, compressed and parsed" + of);
      parse();
      run.progress("muxwire" + of);
      long[] discarded = askDiscard();
      add(Run.MUXWIRE, discarded);
      for (String ceiling : ceilings()) {
        run.progress(ceiling + of);
        add(ceiling, askCeiling(ceiling, discarded));
      }
      if (run.wants(PUSH)) {
        run.progress(PUSH + of);
        add(PUSH, askPush());
      }
      if (isLargest) {
        figures.ratio("complete_over_raw_jetty", completeMetric(), Run.MUXWIRE, CEILING);
        figures.ratio(
            "complete_over_raw_jetty_entities", completeMetric(), Run.MUXWIRE, CEILING_OF_ENTITIES);
      }
    }

    private long[] askParse() throws IOException {
      List<Object> words = new ArrayList<>(List.of("parse", server.port()));
      words.addAll(focus);
      return told(readers.ask(words.toArray()));
    }

    private long[] askDiscard() throws IOException {
      return told(readers.ask("discard", server.port()));
    }

    /**
     * @param discarded what Muxwire sent
     */
    private long[] askCeiling(String ceiling, long[] discarded) throws IOException {
      long messages = discarded[2];
      long bytes = Math.max(1, discarded[1] / messages - HEADER_BYTES);
      String path =
          ceiling.equals(CEILING)
              ? RawJettyServer.path(messages, bytes)
              : RawJettyServer.entitiesPath(messages, bytes, entities);
      return told(readers.ask("messages", raw.ask("port"), path, messages));
    }

    private long[] askPush() throws IOException {
      return told(readers.ask("messages", push.ask("port"), FullJsonPushServer.PATH, 1));
    }

    private void parse() throws IOException {
      long[] told = askParse();
      figures.add(Run.MUXWIRE, "to the focus" + of, "ms", told[0] / MILLIS);
      figures.add(Run.MUXWIRE, "to the whole, compressed and parsed" + of, "ms", told[1] / MILLIS);
      figures.add(Run.MUXWIRE, "bytes, compressed" + of, "B", told[3]);
      figures.add("json, deflated", "bytes, compressed" + of, "B", jsonDeflated);
      if (isSmallest) {
        figures.ratio("snapshot_bytes_over_json_deflated", (double) told[3] / jsonDeflated);
      }
      if (isLargest) {
        figures.ratio("focus_packet", told[2]);
      }
    }

    private void add(String system, long[] told) {
      figures.add(system, completeMetric(), "ms", told[0] / MILLIS);
      figures.add(system, "bytes" + of, "B", told[1]);
      figures.add(system, "messages" + of, "of a snapshot", told[2]);
    }

    private String completeMetric() {
      return "to the whole" + of;
    }

    private static long[] told(String line) {
      return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** Readers that stand still in the midst of it: what the server holds for them. */
    void measureHeap() throws IOException {
      run.progress("slow readers" + of);
      long all = askDiscard()[1];
      readers.ask("stall", SLOW_READERS, server.port(), all / 4); // fills the cache that all share
      readers.ask("leave");
      long before = server.meter().heapBytes();
      readers.ask("stall", SLOW_READERS, server.port(), all / 4);
      double each = (server.meter().heapBytes() - before) / MB / SLOW_READERS;
      readers.ask("leave");
      figures.add(Run.MUXWIRE, "server heap a slow reader" + of, "MB", each);
      figures.ratio("heap_mb_per_reader", each);
    }

    @Override
    public void close() throws Exception {
      for (AutoCloseable resource : opened) {
        resource.close();
      }
    }
  }
}
