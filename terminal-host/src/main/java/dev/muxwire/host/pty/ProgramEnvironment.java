package dev.muxwire.host.pty;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Makes the environment of a program in a terminal. */
final class ProgramEnvironment {
  private static final String OWN_PREFIX = "MUXWIRE_";

  /** True of the terminal in which the host was started, if any, but not of the new one. */
  private static final Set<String> OF_ANOTHER_TERMINAL =
      Set.of(
          "COLUMNS",
          "LINES",
          "STY",
          "TERMCAP",
          "TERM_PROGRAM",
          "TERM_PROGRAM_VERSION",
          "TMUX",
          "TMUX_PANE",
          "WINDOWID");

  private ProgramEnvironment() {}

  /**
   * The host's environment, then what a terminal has, then what the opener asked for. The host's
   * own MUXWIRE_ variables stay with the host: they may hold its token.
   */
  static Map<String, String> of(Map<String, String> host, PtySpec spec)
      throws SpawnFailedException {
    Map<String, String> environment = new HashMap<>(host);
    environment
        .keySet()
        .removeIf(name -> name.startsWith(OWN_PREFIX) || OF_ANOTHER_TERMINAL.contains(name));
    environment.put("TERM", "xterm-256color");
    environment.put("COLORTERM", "truecolor");
    for (var entry : spec.environment().entrySet()) {
      environment.put(validName(entry.getKey()), validValue(entry.getKey(), entry.getValue()));
    }
    environment.put("MUXWIRE_TERMINAL_ID", validValue("MUXWIRE_TERMINAL_ID", spec.terminalId()));
    return environment;
  }

  static String[] asEntries(Map<String, String> environment) {
    return environment.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toArray(String[]::new);
  }

  private static String validName(String name) throws SpawnFailedException {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new SpawnFailedException("'" + name + "' cannot name an environment variable");
    }
    return name;
  }

  private static String validValue(String name, String value) throws SpawnFailedException {
    if (value.indexOf('\0') >= 0) {
      throw new SpawnFailedException("the environment variable " + name + " contains a NUL");
    }
    return value;
  }
}
