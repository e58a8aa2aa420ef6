package dev.muxwire.bench.change;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.workspace.SampleWorkspace;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A client of the SDK edits; a change is on the disk before anyone sees it. */
final class MuxwireChanges implements ChangeSystem {
  private final MuxwireProcess server;
  private final Child editor;

  MuxwireChanges(Path directory) throws IOException {
    server = MuxwireProcess.start(directory.resolve("muxwire"));
    editor = Child.jvm(WorkspaceEditor.class, directory.resolve("editor.log"), "-Xmx512m");
    editor.ask("connect", server.uri(), server.token());
    editor.ask("fill", SampleWorkspace.INCIDENT_BYTES);
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
  public List<Object> watched() {
    return List.of(server.port(), "muxwire", WorkspaceEditor.WORKSPACE);
  }

  @Override
  public long change(long change) throws IOException {
    return Long.parseLong(editor.ask("change", change, 1).split(" ")[0]);
  }

  @Override
  public void close() {
    editor.close();
    server.close();
  }
}
