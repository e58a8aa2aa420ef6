package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * No process of any role runs for a data directory, and none begins before this is closed. A host
 * that lived on would bring output that a restored backup does not know.
 */
final class ProcessesHeld implements AutoCloseable {
  private final List<ProcessLock> locks = new ArrayList<>();

  private ProcessesHeld() {}

  /**
   * Takes the locks of all roles; none of a directory that is empty or not there, which stays so.
   */
  static ProcessesHeld hold(DataDirectory directory) throws IOException, InterruptedException {
    ProcessesHeld held = new ProcessesHeld();
    if (isEmpty(directory.path())) {
      return held;
    }
    try {
      for (ProcessRole role : ProcessRole.values()) {
        held.locks.add(
            ProcessLock.tryAcquire(directory, role).orElseThrow(() -> runs(directory, role)));
      }
      return held;
    } catch (IOException | InterruptedException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  /** Only looks, and leaves no file behind: for what is not to be replaced. */
  static ProcessesHeld none(DataDirectory directory) throws IOException {
    for (ProcessRole role : ProcessRole.values()) {
      if (ProcessLock.isHeld(directory, role)) {
        throw runs(directory, role);
      }
    }
    return new ProcessesHeld();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static CommandFailure runs(DataDirectory directory, ProcessRole role) {
    return new CommandFailure(
        ExitCode.FAILURE,
        "a %s runs for %s. `muxwire down --data-dir %s` ends it."
            .formatted(role.label(), directory.path(), directory.path()));
  }

  @Override
  public void close() throws IOException {
    for (ProcessLock lock : locks) {
      lock.close();
    }
  }
}
