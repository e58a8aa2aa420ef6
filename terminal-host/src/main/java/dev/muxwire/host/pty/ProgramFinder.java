package dev.muxwire.host.pty;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Finds out what a spec names, before there is a process: the child of a fork could report its
 * failure only as an exit status that any program may have.
 */
final class ProgramFinder {
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  private ProgramFinder() {}

  static Path directory(String cwd) throws SpawnFailedException {
    Path directory = path(cwd).toAbsolutePath().normalize();
    if (!Files.exists(directory)) {
      throw new SpawnFailedException("the working directory " + directory + " does not exist");
    }
    if (!Files.isDirectory(directory)) {
      throw new SpawnFailedException("the working directory " + directory + " is no directory");
    }
    if (!Files.isExecutable(directory)) {
      throw new SpawnFailedException(
          "the working directory " + directory + " may not be entered: permission denied");
    }
    return directory;
  }

  static Path program(List<String> command, Path directory, Map<String, String> environment)
      throws SpawnFailedException {
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new SpawnFailedException("no program is named");
    }
    if (command.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new SpawnFailedException("an argument contains a NUL");
    }
    String name = command.get(0);
    return name.indexOf('/') >= 0
        ? executable(name, directory.resolve(path(name)))
        : searched(name, directory, environment.getOrDefault("PATH", DEFAULT_PATH));
  }

  private static Path searched(String name, Path directory, String searchPath)
      throws SpawnFailedException {
    boolean denied = false;
    for (String entry : searchPath.split(File.pathSeparator, -1)) {
      Path candidate = directory.resolve(path(entry)).resolve(path(name));
      if (Files.isRegularFile(candidate)) {
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
        denied = true;
      }
    }
    throw new SpawnFailedException(
        denied
            ? name + " in PATH is not executable: permission denied"
            : name + " was not found in PATH");
  }

  private static Path executable(String name, Path program) throws SpawnFailedException {
    if (!Files.exists(program)) {
      throw new SpawnFailedException(name + " does not exist");
    }
    if (!Files.isRegularFile(program)) {
      throw new SpawnFailedException(name + " is no program");
    }
    if (!Files.isExecutable(program)) {
      throw new SpawnFailedException(name + " is not executable: permission denied");
    }
    return program;
  }

  private static Path path(String text) throws SpawnFailedException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new SpawnFailedException("'" + text + "' is no path: " + e.getReason(), e);
    }
  }
}
