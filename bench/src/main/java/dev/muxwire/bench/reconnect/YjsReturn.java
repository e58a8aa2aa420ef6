package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.peer.YjsDialect;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.process.NodePeers;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.workspace.SampleWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A client of y-websocket, which tells by its state vector what it has; the state alone. Clients of
 * a herd tell the vector that the server tells.
 */
final class YjsReturn implements ReturnSystem {
  private static final String PATH = "/workspace";

  private final NodePeers node;
  private final Child server;
  private final Child editor;
  private final Child client;

  YjsReturn(NodePeers node, Path directory) throws IOException {
    this.node = node;
    Path tabs = directory.resolve("tabs");
    Files.write(tabs, SampleWorkspace.tabs());
    Path json = directory.resolve("workspace.json");
    Files.writeString(
        json, SampleWorkspace.json(SampleWorkspace.tree(SampleWorkspace.INCIDENT_BYTES)));
    server = node.start("yjs-server.js", directory.resolve("yjs-server.log"));
    editor = node.start("yjs-client.js", directory.resolve("yjs-editor.log"), tabs);
    client = node.start("yjs-client.js", directory.resolve("yjs-client.log"), tabs);
    editor.ask("connect", port());
    editor.ask("fill", json);
  }

  @Override
  public String version() {
    try {
      return "Yjs %s, y-websocket %s".formatted(node.version("yjs"), node.version("y-websocket"));
    } catch (IOException e) {
      return "Yjs";
    }
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public int port() throws IOException {
    return (int) server.askLong("port");
  }

  @Override
  public void connect(int port) throws IOException {
    client.ask("connect", port);
  }

  @Override
  public void change(long first, int count) throws IOException {
    editor.ask("change", first, count);
  }

  @Override
  public Dialect.Session watch() {
    return new YjsDialect(PATH).open();
  }

  @Override
  public long everything() {
    return 1;
  }

  @Override
  public Dialect returning() throws IOException {
    return new YjsDialect(PATH, HexFormat.of().parseHex(editor.ask("vector")));
  }

  @Override
  public void close() {
    client.close();
    editor.close();
    server.close();
  }
}
