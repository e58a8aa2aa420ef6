package dev.muxwire.cli.command;

import dev.muxwire.cli.output.Ages;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.output.Sizes;
import dev.muxwire.cli.output.Table;
import dev.muxwire.client.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code muxwire status} prints for people: a table for each kind of thing. */
final class StatusListing {
  private static final int NAME_COLUMNS = 30;
  private static final double MICROS_A_MILLISECOND = 1_000.0;

  /** With less than this a stream with much to send sends nothing, or next to nothing. */
  private static final long NO_CREDIT_BYTES = 1024;

  private final ServerStatus status;
  private final long nowMs;

  /**
   * @param nowMs milliseconds since the Unix epoch
   */
  StatusListing(ServerStatus status, long nowMs) {
    this.status = status;
    this.nowMs = nowMs;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        PlainText.of(status.serverName()) + ", up " + Ages.since(status.startedAtMs(), nowMs));
    add(lines, connections());
    if (status.ownConnectionsOnly()) {
      lines.add("and those of other tokens, which this one may not see");
    }
    add(lines, workspaces());
    add(lines, terminals());
    add(lines, hosts());
    return lines;
  }

  private static void add(List<String> lines, Table table) {
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private Table connections() {
    Table table =
        new Table(
            "ID",
            "TOKEN",
            "CLIENT",
            "ADDRESS",
            "AGE",
            "RTT",
            "IN",
            "OUT",
            "STREAMS",
            "LAG",
            "CREDIT",
            "WAITS FOR");
    for (ServerStatus.Connection connection : status.connections()) {
      table.row(
          Long.toString(connection.connectionId()),
          connection.principal(),
          PlainText.cut(program(connection.clientName()), NAME_COLUMNS),
          connection.remoteAddress(),
          Ages.since(connection.openedAtMs(), nowMs),
          roundTrip(connection.roundTripMicros()),
          Sizes.of(connection.receivedBytes()),
          Sizes.of(connection.sentBytes()),
          Integer.toString(connection.streams().size()),
          lag(connection),
          credit(connection),
          waitsFor(connection));
    }
    return table;
  }

  /** A client's name without its version, which the line has no room for; --json has it. */
  private static String program(String clientName) {
    int version = clientName.indexOf('/');
    return version < 0 ? clientName : clientName.substring(0, version);
  }

  private static String roundTrip(long micros) {
    return micros == 0 ? "" : String.format(Locale.ROOT, "%.1f ms", micros / MICROS_A_MILLISECOND);
  }

  /** That of the stream that is furthest behind. */
  private static String lag(ServerStatus.Connection connection) {
    long bytes = 0;
    long revisions = 0;
    for (ServerStatus.Stream stream : connection.streams()) {
      if (stream.kind() == ServerStatus.StreamKind.STATE) {
        revisions = Math.max(revisions, stream.lag());
      } else {
        bytes = Math.max(bytes, stream.lag());
      }
    }
    String ofState = revisions == 0 ? "" : revisions + " revisions";
    String ofOutput = bytes == 0 ? "" : Sizes.of(bytes);
    return ofState.isEmpty() || ofOutput.isEmpty() ? ofState + ofOutput : ofOutput + ", " + ofState;
  }

  /** That of the stream that has least. */
  private static String credit(ServerStatus.Connection connection) {
    return connection.streams().stream().mapToLong(ServerStatus.Stream::creditBytes).min().stream()
        .mapToObj(Sizes::of)
        .findFirst()
        .orElse("");
  }

  private static String waitsFor(ServerStatus.Connection connection) {
    if (connection.writePending()) {
      return "socket";
    }
    boolean credit = false;
    for (ServerStatus.Stream stream : connection.streams()) {
      if (stream.paused()) {
        return "resume";
      }
      credit |= stream.lag() > 0 && stream.creditBytes() < NO_CREDIT_BYTES;
    }
    return credit ? "credit" : "";
  }

  private Table workspaces() {
    Table table = new Table("WORKSPACE", "REVISION", "ENTITIES", "TERMINALS", "HOSTS");
    for (ServerStatus.Workspace workspace : status.workspaces()) {
      table.row(
          workspace.name(),
          Long.toString(workspace.revision()),
          Integer.toString(workspace.entities()),
          Integer.toString(workspace.terminals().size()),
          Integer.toString(workspace.hosts().size()));
    }
    return table;
  }

  private Table terminals() {
    Table table =
        new Table("TERMINAL", "WORKSPACE", "HOST", "STATE", "LOG", "END", "DURABLE", "VIEWERS");
    for (ServerStatus.Workspace workspace : status.workspaces()) {
      for (ServerStatus.Terminal terminal : workspace.terminals()) {
        table.row(
            terminal.terminalId(),
            workspace.name(),
            terminal.hostId(),
            state(terminal),
            Sizes.of(terminal.end() - terminal.retainedFrom()),
            Long.toString(terminal.end()),
            Long.toString(terminal.durableEnd()),
            Integer.toString(terminal.viewers()));
      }
    }
    return table;
  }

  private static String state(ServerStatus.Terminal terminal) {
    if (terminal.exited()) {
      return "exited";
    }
    if (terminal.outputWaits()) {
      return "waits";
    }
    return terminal.reachable() ? "running" : "unreachable";
  }

  private Table hosts() {
    Table table = new Table("HOST", "WORKSPACE", "CONNECTION", "RUNNING");
    for (ServerStatus.Workspace workspace : status.workspaces()) {
      for (ServerStatus.Host host : workspace.hosts()) {
        table.row(
            host.hostId(),
            workspace.name(),
            Long.toString(host.connectionId()),
            Integer.toString(host.runningTerminals()));
      }
    }
    return table;
  }
}
