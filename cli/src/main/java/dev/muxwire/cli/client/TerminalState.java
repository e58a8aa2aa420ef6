package dev.muxwire.cli.client;

import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.Locale;

/** Whether a terminal's program runs, as far as can be told. */
public enum TerminalState {
  /** Its host is connected. */
  RUNNING,
  /** It ended. */
  EXITED,
  /** Its host is not connected: it runs, or it went down with the host. */
  UNREACHABLE;

  /** Tells from the terminal's entity, and from who is connected. */
  public static TerminalState of(Entity terminal, WorkspaceView presence) {
    if (terminal.has("exit")) {
      return EXITED;
    }
    boolean connected =
        terminal.text("host_id").flatMap(host -> presence.entity("host:" + host)).isPresent();
    return connected ? RUNNING : UNREACHABLE;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
