package dev.muxwire.cli.options;

import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.LastServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data-dir}. */
public final class DataDirectoryOption {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "Where state, output, token and logs are kept.",
        "Default: $XDG_STATE_HOME/muxwire, or ~/.local/state/muxwire."
      })
  private @Nullable Path path;

  public DataDirectory resolve(Environment environment) {
    return new DataDirectory(path != null ? path : environment.stateDirectory());
  }

  /** The same, but without the option it is that of the user's last server, if there was one. */
  public DataDirectory resolveLast(Environment environment) {
    if (path != null) {
      return new DataDirectory(path);
    }
    return LastServer.read(environment)
        .map(last -> new DataDirectory(last.dataDirectory()))
        .orElseGet(() -> resolve(environment));
  }
}
