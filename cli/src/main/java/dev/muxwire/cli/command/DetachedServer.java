package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.DetachedProcess;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.RunningProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server as a process of its own. */
final class DetachedServer {
  private static final long START_MS = 30_000;
  private static final long BETWEEN_LOOKS_MS = 50;

  /** How the lines begin that are meant for people. */
  private static final String OWN_WORDS = "muxwire: ";

  private DetachedServer() {}

  /**
   * Starts it, and waits until it listens; returns where.
   *
   * @param options those of {@code serve}
   */
  static URI start(List<String> options, DataDirectory directory)
      throws IOException, InterruptedException {
    directory.create();
    Path log = directory.logFile(ProcessRole.SERVER);
    long logged = Files.exists(log) ? Files.size(log) : 0;
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(options);
    Process process = DetachedProcess.start(log, arguments);
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
    while (System.nanoTime() < deadlineNanos) {
      Optional<RunningProcess> server = ProcessLock.holder(directory, ProcessRole.SERVER);
      if (server.isPresent()) {
        return server.get().url();
      }
      if (process.waitFor(BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS)) {
        throw failed(lastLine(log, logged), log);
      }
    }
    throw failed("it did not listen within " + START_MS / 1000 + " s", log);
  }

  private static CommandFailure failed(String reason, Path log) {
    return new CommandFailure(
        ExitCode.FAILURE, "the server did not start: " + reason + " (all of it: " + log + ")");
  }

  /** The last thing that it said. */
  private static String lastLine(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int start = (int) Math.min(from, all.length);
    String text =
        new String(all, start, all.length - start, java.nio.charset.StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.startsWith(OWN_WORDS))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring(OWN_WORDS.length()))
        .orElse("it ended without a word");
  }
}
