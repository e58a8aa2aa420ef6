package dev.muxwire.host.pty;

import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param terminalId told to the program as MUXWIRE_TERMINAL_ID
 * @param command program and arguments, at least the program; one without a slash is searched in
 *     PATH
 * @param cwd the working directory; empty = this process's own; a relative one starts there
 * @param environment added to this process's environment
 * @param size the size from the program's first moment on
 */
public record PtySpec(
    String terminalId,
    List<String> command,
    String cwd,
    Map<String, String> environment,
    PtySize size) {
  /** Copies what could change. */
  public PtySpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
