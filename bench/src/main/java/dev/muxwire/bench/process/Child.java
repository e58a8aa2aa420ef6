package dev.muxwire.bench.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of this benchmark that does what it is told, a command at a time. */
public final class Child implements AutoCloseable {
  private final String name;
  private final Process process;
  private final PrintStream to;
  private final BufferedReader from;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A JVM that runs a class of this benchmark. */
  public static Child jvm(Class<?> main, Path log, String... jvmOptions) throws IOException {
    return jvm(main, log, List.of(), jvmOptions);
  }

  /** The same with arguments for the class. */
  public static Child jvm(Class<?> main, Path log, List<String> arguments, String... jvmOptions)
      throws IOException {
    List<String> command = Jvm.command(List.of(jvmOptions), ChildMain.class.getName());
    command.add(main.getName());
    command.addAll(arguments);
    return start(main.getSimpleName(), command, log);
  }

  /**
   * Any program that speaks the same commands.
   *
   * @param log that its stderr is appended to; its directory is made
   */
  public static Child start(String name, List<String> command, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    return new Child(name, Started.start(new ProcessBuilder(command).redirectError(toLog)));
  }

  /**
   * Tells a command, and waits for its answer.
   *
   * @throws IOException it failed, or the process ended
   */
  public synchronized String ask(Object... words) throws IOException {
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      line.add(String.valueOf(word));
    }
    to.println(String.join("\t", line));
    String answer = from.readLine();
    if (answer == null) {
      throw new IOException(name + " ended at: " + line);
    }
    if (!answer.startsWith("done\t")) {
      throw new IOException(name + ", " + line + ": " + answer);
    }
    return answer.substring("done\t".length());
  }

  public long askLong(Object... words) throws IOException {
    return Long.parseLong(ask(words));
  }

  /** To read what it costs. */
  public Meter meter() {
    return new Meter(process.pid());
  }

  /** Ends it by the end of its input; kills it if it does not end by that. */
  @Override
  public void close() {
    to.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** How JVMs of this benchmark are started. */
  static final class Jvm {
    private Jvm() {}

    static List<String> command(List<String> options, String main) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.add("-cp");
      command.add(classPath());
      command.add(main);
      return command;
    }

    private static String classPath() {
      List<String> entries = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
      return String.join(File.pathSeparator, entries);
    }
  }
}
