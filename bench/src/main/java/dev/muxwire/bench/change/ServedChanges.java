package dev.muxwire.bench.change;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import java.io.IOException;
import java.util.List;

/**
 * A system whose server, or whose client beside it, is told what to change.
 *
 * @param process the server; knows {@code port}
 * @param editor knows {@code change}; may be the server
 * @param dialect of its watchers
 * @param path that they ask for
 */
record ServedChanges(String version, Child process, Child editor, String dialect, String path)
    implements ChangeSystem {
  /** One where the server itself makes the changes. */
  ServedChanges(String version, Child server, String dialect, String path) {
    this(version, server, server, dialect, path);
  }

  @Override
  public Meter server() {
    return process.meter();
  }

  @Override
  public List<Object> watched() throws IOException {
    return List.of(process.askLong("port"), dialect, path);
  }

  @Override
  public long change(long change) throws IOException {
    return editor.askLong("change", change, 1);
  }

  @Override
  public void close() {
    editor.close();
    process.close();
  }
}
