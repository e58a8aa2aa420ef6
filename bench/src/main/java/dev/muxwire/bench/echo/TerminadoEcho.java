package dev.muxwire.bench.echo;

import com.google.gson.Gson;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * terminado, the terminals of Jupyter: Tornado's WebSocket and a PTY in one Python process, set up
 * as its README does. The same program and the same client; keys and echoes are JSON.
 */
final class TerminadoEcho implements EchoSystem {
  private static final String VERSION =
      "import terminado, tornado; print(terminado.__version__, 'on Tornado', tornado.version)";

  private final String version;
  private final Child server;

  TerminadoEcho(Path directory) throws IOException {
    Python python = Python.find().orElseThrow();
    version = "terminado " + python.version;
    List<String> command =
        List.of(python.program, "-c", script(), new Gson().toJson(EchoProgram.COMMAND));
    server = Child.start("terminado", command, directory.resolve("terminado.log"));
  }

  /** Whether it can be started here. */
  static boolean isThere() {
    return Python.find().isPresent();
  }

  private static String script() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TerminadoEcho.class.getResourceAsStream("terminado-server.py"), "no script")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void connect(Child typists, String name) throws IOException {
    typists.ask("terminado", name, server.ask("port"));
  }

  @Override
  public void close() {
    server.close();
  }

  /** A Python that has it: the system's own, or that of the path. */
  private record Python(String program, String version) {
    static Optional<Python> find() {
      for (String program : List.of("/usr/bin/python3", "python3")) {
        try {
          Optional<String> said = Programs.output(List.of(program, "-c", VERSION));
          if (said.isPresent()) {
            return Optional.of(new Python(program, said.get()));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return Optional.empty();
    }
  }
}
