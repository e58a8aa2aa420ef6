package dev.muxwire.cli.options;

import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.LastServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which backup directory of this machine: {@code --backup-dir}, or what belongs to a data one. */
public final class BackupDirectoryOption {
  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = {
        "The backup directory.",
        "Default: backups in DIR of --data-dir, else that of your last up or serve."
      })
  private @Nullable Path path;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path dataDirectory;

  public Path resolve(Environment environment) {
    if (path != null) {
      return path;
    }
    if (dataDirectory != null) {
      return new DataDirectory(dataDirectory).backups();
    }
    return LastServer.read(environment)
        .map(LastServer::backupDirectory)
        .orElseGet(() -> new DataDirectory(environment.stateDirectory()).backups());
  }
}
