package dev.muxwire.bench.snapshot;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.DiscardingClients;
import dev.muxwire.bench.wire.MessageDialect;
import dev.muxwire.bench.wire.SnapshotDialect;
import dev.muxwire.bench.wire.StateDialect;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process with the clients that have nothing yet. */
public final class SnapshotReaders {
  private @Nullable DiscardingClients slow;

  private SnapshotReaders() {}

  public static void main(String[] args) throws IOException {
    SnapshotReaders readers = new SnapshotReaders();
    new Commands()
        .on("parse", SnapshotReaders::parse)
        .on("discard", SnapshotReaders::discard)
        .on("messages", SnapshotReaders::messages)
        .on("stall", readers::stall)
        .on("leave", readers::leave)
        .serve();
    readers.leave(List.of());
  }

  /**
   * Port, and the ids of a focus: reads and parses all, compressed. Tells the nanoseconds to the
   * focus and to the whole, the packet of the focus, and the bytes.
   */
  private static Object parse(List<String> arguments) throws IOException {
    SnapshotDialect dialect =
        new SnapshotDialect(WorkspaceEditor.WORKSPACE, arguments.subList(1, arguments.size()));
    long began = System.nanoTime();
    try (DiscardingClients one =
        new DiscardingClients(Integer.parseInt(arguments.get(0)), dialect, 1)) {
      one.readTo(1);
      long nanos = System.nanoTime() - began;
      return "%d %d %d %d"
          .formatted(dialect.focusNanos() - began, nanos, dialect.focusPacket(), one.wireBytes());
    }
  }

  /** Port: reads all of Muxwire's, not compressed, and discards it. */
  private static Object discard(List<String> arguments) throws IOException {
    Dialect dialect = new StateDialect(WorkspaceEditor.WORKSPACE);
    return read(Integer.parseInt(arguments.get(0)), dialect, 1);
  }

  /** Port, path, how many messages: reads them and discards them. */
  private static Object messages(List<String> arguments) throws IOException {
    Dialect dialect = new MessageDialect(arguments.get(1));
    return read(Integer.parseInt(arguments.get(0)), dialect, Long.parseLong(arguments.get(2)));
  }

  /** Tells the nanoseconds, the connection included, the bytes and the messages. */
  private static String read(int port, Dialect dialect, long payload) throws IOException {
    long began = System.nanoTime();
    try (DiscardingClients one = new DiscardingClients(port, dialect, 1)) {
      one.readTo(payload);
      return "%d %d %d".formatted(System.nanoTime() - began, one.wireBytes(), one.messages());
    }
  }

  /** How many, port, bytes that each reads of it, about, before it stands still. */
  private Object stall(List<String> arguments) throws IOException {
    leave(List.of());
    int count = Integer.parseInt(arguments.get(0));
    Dialect dialect = new StateDialect(WorkspaceEditor.WORKSPACE);
    slow = new DiscardingClients(Integer.parseInt(arguments.get(1)), dialect, count);
    slow.readBytes(count * Long.parseLong(arguments.get(2)));
    return "";
  }

  private Object leave(List<String> arguments) throws IOException {
    if (slow != null) {
      slow.close();
      slow = null;
    }
    return "";
  }
}
