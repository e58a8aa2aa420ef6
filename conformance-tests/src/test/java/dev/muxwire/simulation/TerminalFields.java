package dev.muxwire.simulation;

import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.proto.v1.TerminalExit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A terminal's entity as plain values, as the SDK's public names have them. */
final class TerminalFields {
  private TerminalFields() {}

  static Map<String, Object> of(Terminal terminal) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (terminal.hasTitle()) {
      fields.put("title", terminal.getTitle());
    }
    if (terminal.hasHostId()) {
      fields.put("host_id", terminal.getHostId());
    }
    if (terminal.getCommandCount() > 0) {
      fields.put("command", terminal.getCommandList());
    }
    if (terminal.hasSize()) {
      fields.put(
          "size",
          Map.of(
              "columns", (long) terminal.getSize().getColumns(),
              "rows", (long) terminal.getSize().getRows()));
    }
    if (terminal.hasCreatedAtMs()) {
      fields.put("created_at_ms", terminal.getCreatedAtMs());
    }
    if (terminal.hasExit()) {
      fields.put("exit", exit(terminal.getExit()));
    }
    if (terminal.hasRetentionBytes()) {
      fields.put("retention_bytes", terminal.getRetentionBytes());
    }
    return fields;
  }

  private static Map<String, Object> exit(TerminalExit exit) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("reason", exit.getReason().name().replace("EXIT_REASON_", ""));
    if (exit.getStatus() != 0) {
      fields.put("status", (long) exit.getStatus());
    }
    if (exit.getSignal() != 0) {
      fields.put("signal", (long) exit.getSignal());
    }
    if (exit.getExitedAtMs() != 0) {
      fields.put("exited_at_ms", exit.getExitedAtMs());
    }
    return fields;
  }
}
