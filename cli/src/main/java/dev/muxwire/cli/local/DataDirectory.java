package dev.muxwire.cli.local;

import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;

/** A server's data directory, as far as the command line has files of its own in it. */
public record DataDirectory(Path path) {
  public DataDirectory {
    path = path.toAbsolutePath().normalize();
  }

  public void create() throws IOException {
    PrivateFiles.createDirectory(path);
  }

  /** The server makes it when it is missing. */
  public Path tokenFile() {
    return path.resolve("token");
  }

  /** Further tokens, as hashes; not there as long as there are none. */
  public Path tokensFile() {
    return path.resolve("tokens");
  }

  /** Where its server writes backups unless another directory is named. */
  public Path backups() {
    return path.resolve(ServerConfig.BACKUPS);
  }

  /** What a detached process of this role writes its log to. */
  public Path logFile(ProcessRole role) {
    return path.resolve(role.fileName() + ".log");
  }

  Path lockFile(ProcessRole role) {
    return path.resolve(role.fileName() + ".lock");
  }

  Path descriptionFile(ProcessRole role) {
    return path.resolve(role.fileName() + ".json");
  }
}
