package dev.muxwire.cli.options;

import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.Environment;
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

  public boolean isGiven() {
    return path != null;
  }
}
