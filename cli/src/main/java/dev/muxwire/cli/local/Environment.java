package dev.muxwire.cli.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The parts of the process's surroundings that decide defaults; tests hand in their own. */
public record Environment(Map<String, String> variables, Path home) {
  public Environment {
    variables = Map.copyOf(variables);
  }

  /** $HOME counts, as for other programs; Java itself asks the user database alone. */
  public static Environment ofProcess() {
    String home = System.getenv("HOME");
    String fallback = System.getProperty("user.home", ".");
    return new Environment(
        System.getenv(), Path.of(home == null || home.isEmpty() ? fallback : home));
  }

  /** A variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Muxwire's directory under the XDG state home. The specification says that relative values of
   * the variable are to be ignored.
   */
  public Path stateDirectory() {
    return variable("XDG_STATE_HOME")
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElse(home.resolve(".local/state"))
        .resolve("muxwire");
  }
}
