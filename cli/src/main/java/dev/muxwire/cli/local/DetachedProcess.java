package dev.muxwire.cli.local;

import dev.muxwire.cli.logging.LogConfigurator;
import dev.muxwire.cli.options.LogFormatOption;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts this program once more, as a process that outlives this one: in a session of its own, so
 * that neither Ctrl-C nor the closing of the terminal reaches it.
 */
public final class DetachedProcess {
  /**
   * A log above this size is set aside at the next start, so that two of this size are the most.
   */
  private static final long LARGEST_LOG_BYTES = 8L << 20;

  private DetachedProcess() {}

  /**
   * Starts {@code muxwire ARGUMENTS}, its output appended to a log, in this process' log format.
   *
   * @return the process, as long as it is a child of this one
   */
  public static Process start(Path log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix());
    command.add(javaProgram());
    command.addAll(List.of("-cp", classPath(), "dev.muxwire.cli.Main"));
    command.addAll(arguments);
    setAside(log);
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    process.environment().put(LogFormatOption.VARIABLE, LogConfigurator.format().name());
    return process.start();
  }

  /**
   * Without setsid, job control of a shell gives at least a process group of its own. nohup will
   * not do: programs would inherit that hang-ups are ignored.
   */
  private static List<String> prefix() {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
      Path setsid = Path.of(directory, "setsid");
      if (Files.isExecutable(setsid)) {
        return List.of(setsid.toString());
      }
    }
    return List.of("/bin/sh", "-c", "set -m; \"$@\" & wait $!", "sh");
  }

  private static String javaProgram() {
    return ProcessHandle.current()
        .info()
        .command()
        .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }

  /** The jar, as a rule; made absolute, for the new process begins in another directory. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void setAside(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG_BYTES) {
      Path aside = log.resolveSibling(log.getFileName() + ".1");
      Files.move(log, aside, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
