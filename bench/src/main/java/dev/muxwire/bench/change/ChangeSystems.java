package dev.muxwire.bench.change;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.peer.FullJsonPushServer;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.NodePeers;
import dev.muxwire.bench.workspace.SampleWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.Jetty;

/** Starts the systems of a run, and ends them with it. */
final class ChangeSystems {
  static final String CEILING = "raw-jetty";

  /** The ceiling with a synced write before each broadcast. */
  static final String SYNCED = "raw-jetty-synced";

  static final String PUSH = "full-json-push";
  private static final String COMETD = "cometd";
  private static final String SOCKET_IO = "socket.io";
  private static final String YJS = "yjs";

  static final List<String> NAMES =
      List.of(Run.MUXWIRE, CEILING, SYNCED, PUSH, COMETD, SOCKET_IO, YJS);

  private final Run run;
  private final Path directory;
  private final Map<String, ChangeSystem> systems = new LinkedHashMap<>();

  private ChangeSystems(Run run) {
    this.run = run;
    this.directory = run.directory();
  }

  /** All that the run wants and this machine has, Muxwire first. */
  static Map<String, ChangeSystem> start(Run run) throws Exception {
    ChangeSystems starting = new ChangeSystems(run);
    starting.start();
    starting.systems.forEach((name, system) -> run.version(name, system.version()));
    return starting.systems;
  }

  private void start() throws Exception {
    add(Run.MUXWIRE, new MuxwireChanges(directory));
    if (run.wants(CEILING)) {
      Child server = jvm(RawJettyServer.class, directory.resolve("synced").toString());
      String version = "Jetty WebSocket " + Jetty.VERSION;
      add(CEILING, new RawJettyChanges(server, version, false));
      add(SYNCED, new RawJettyChanges(server, version + ", one synced write before", true));
    }
    if (run.wants(PUSH)) {
      Child server = jvm(FullJsonPushServer.class, Long.toString(SampleWorkspace.INCIDENT_BYTES));
      add(
          PUSH,
          new ServedChanges(
              "the whole workspace as JSON, Jetty WebSocket " + Jetty.VERSION,
              server,
              "messages",
              FullJsonPushServer.PATH));
    }
    if (run.wants(COMETD)) {
      Child server = jvm(CometdServer.class);
      add(COMETD, new ServedChanges("CometD 8.0.10", server, "bayeux", CometdServer.PATH));
    }
    if (run.wants(SOCKET_IO) || run.wants(YJS)) {
      startNodePeers();
    }
  }

  private Child jvm(Class<?> main, String... arguments) throws IOException {
    return Child.jvm(main, log(main.getSimpleName()), List.of(arguments), "-Xmx1g");
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private void startNodePeers() throws Exception {
    Optional<NodePeers> node = NodePeers.find(log("npm"));
    Path tabs = directory.resolve("tabs");
    Files.write(tabs, SampleWorkspace.tabs());
    for (String name : List.of(SOCKET_IO, YJS)) {
      if (run.wants(name) && node.isEmpty()) {
        run.skip(name, NodePeers.MISSING);
      }
    }
    if (node.isPresent() && run.wants(SOCKET_IO)) {
      Child server = node.get().start("socket-io-server.js", log(SOCKET_IO), tabs);
      String version = "Socket.IO " + node.get().version("socket.io");
      String path = "/socket.io/?EIO=4&transport=websocket";
      add(SOCKET_IO, new ServedChanges(version, server, "socket.io", path));
    }
    if (node.isPresent() && run.wants(YJS)) {
      startYjs(node.get(), tabs);
    }
  }

  private void startYjs(NodePeers node, Path tabs) throws IOException {
    Child server = node.start("yjs-server.js", log("yjs-server"));
    Child editor = node.start("yjs-client.js", log("yjs-editor"), tabs);
    String version =
        "Yjs %s, y-websocket %s".formatted(node.version("yjs"), node.version("y-websocket"));
    add(YJS, new ServedChanges(version, server, editor, "yjs", "/workspace"));
    Path json = directory.resolve("workspace.json");
    Files.writeString(
        json, SampleWorkspace.json(SampleWorkspace.tree(SampleWorkspace.INCIDENT_BYTES)));
    editor.ask("connect", server.ask("port"));
    editor.ask("fill", json);
  }

  private void add(String name, ChangeSystem system) {
    systems.put(name, run.open(system));
  }
}
