package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.DiscardingClients;
import dev.muxwire.bench.wire.StateDialect;
import dev.muxwire.bench.workspace.SampleWorkspace;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.Subscribe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client of the SDK with the state and two terminals, as applications have it. */
final class MuxwireReturn implements ReturnSystem {
  private static final int TERMINALS = 2;

  private final MuxwireProcess server;
  private final Child editor;
  private final Child host;
  private final Child client;
  private final String[] terminals;

  MuxwireReturn(Path directory) throws IOException {
    server = MuxwireProcess.start(directory.resolve("muxwire"));
    editor = Child.jvm(WorkspaceEditor.class, directory.resolve("editor.log"), "-Xmx512m");
    host = Child.jvm(TerminalHost.class, directory.resolve("host.log"), "-Xmx256m");
    client = Child.jvm(ReturningClient.class, directory.resolve("client.log"), "-Xmx512m");
    editor.ask("connect", server.uri(), server.token());
    editor.ask("fill", SampleWorkspace.INCIDENT_BYTES);
    terminals = host.ask("open", server.uri(), server.token(), TERMINALS).split(" ");
    change(0, 1);
  }

  @Override
  public String version() {
    return "this build";
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void connect(int port) throws IOException {
    String uri = "ws://127.0.0.1:" + port + "/v1/sync";
    List<Object> words = new ArrayList<>(List.of("connect", uri, MuxwireProcess.WRITER));
    words.addAll(List.of(terminals));
    client.ask(words.toArray());
  }

  @Override
  public void change(long first, int count) throws IOException {
    editor.ask("change", first, count);
  }

  @Override
  public Dialect.Session watch() throws IOException {
    return new ReturnWatch(editor.askLong("revision"));
  }

  @Override
  public long everything() {
    return 1 + TERMINALS;
  }

  /** They all were where the workspace is now. */
  @Override
  public Dialect returning() throws IOException {
    Subscribe.Builder subscribe = Subscribe.newBuilder().setWorkspace(WorkspaceEditor.WORKSPACE);
    CursorWatch watch = new CursorWatch(subscribe.build());
    try (DiscardingClients one = new DiscardingClients(server.port(), watch, 1)) {
      one.readTo(1);
    }
    StateCursor cursor = watch.cursor();
    return new StateDialect(subscribe.setCursor(cursor).build());
  }

  @Override
  public void close() {
    client.close();
    host.close();
    editor.close();
    server.close();
  }
}
